using System.Globalization;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Usage;

/// <summary>
/// How runs kept to their declared maximum costs. A declared maximum is only what a caller says; it serves as a reservation once the last
/// <see cref="Needed"/> ended runs with a maximum have kept to theirs: those of the agent, and for an owner's limits also those of the owner, on all
/// agents. Stored in the agent's row, which every close writes, and in the owner's ledger, which every settlement writes.
/// </summary>
/// <remarks>
/// Only runs with a reported cost are evidence: an agent that never reports a cost never gets there. One run above the tolerance discards all
/// evidence, and so does one whose agent was called and whose cost is unknown: otherwise calls that are cut off would be free but for what they declare.
/// </remarks>
/// <param name="Costs">Costs in USD of those runs, at most <see cref="Needed"/>, the oldest first, separated by spaces. Empty: there is no evidence.</param>
internal sealed record Adherence(string Costs)
{
    /// <summary>Number of runs that must have kept to their maxima.</summary>
    public const int Needed = 20;

    /// <summary>Cost of a run relative to its maximum up to which it has kept to it.</summary>
    public const decimal Tolerance = 1.1m;

    public static readonly Adherence None = new(string.Empty);

    private const int Decimals = 6;

    /// <summary>Whether declared maxima serve as reservations.</summary>
    public bool IsShown => Parts.Length >= Needed;

    private string[] Parts => Costs.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What a run reserves when it starts.</summary>
    /// <param name="maxCostUsd">Its declared maximum in USD. Null: none.</param>
    /// <returns>
    /// Its maximum with the tolerance, but not less than the highest cost of the last runs: who declares less than the agent has been seen to
    /// cost reserves that cost. Null: all that is left.
    /// </returns>
    public decimal? ReservationOf(decimal? maxCostUsd)
    {
        if (maxCostUsd is not { } most || !IsShown)
        {
            return null;
        }

        var highest = 0m;
        foreach (var part in Parts)
        {
            if (!decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cost))
            {
                return null; // unreadable evidence is none
            }

            highest = Math.Max(highest, cost);
        }

        return Math.Max(most * Tolerance, highest);
    }

    /// <summary>Adds a run that ended. No change if it did not start, has no maximum, or its agent reported no cost.</summary>
    public Adherence Add(Run ended)
    {
        if (ended is not { StartedAt: not null, MaxCostUsd: { } most, Answer: { } answer })
        {
            return this;
        }

        if (answer.CostUnknown || answer.CostUsd > most * Tolerance)
        {
            return None;
        }

        if (answer.CostUsd is not { } cost)
        {
            return this;
        }

        var rounded = decimal.Round(cost, Decimals, MidpointRounding.ToPositiveInfinity);
        return new Adherence(string.Join(' ', Parts.TakeLast(Needed - 1).Append(rounded.ToString(CultureInfo.InvariantCulture))));
    }
}
