using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Budgets;

/// <summary>An owner's ledger: what its runs have spent, reservations of runs in flight, and runs that wait for these to settle. Pure.</summary>
/// <param name="Spending">Spending since the owner got limits, today and this month.</param>
/// <param name="UnderWay">Runs with a reservation that have not settled.</param>
/// <param name="Waiting">One run for each agent with runs that wait for this ledger, by <see cref="Agents.AgentKey.Segment"/>.</param>
/// <param name="Settled">
/// Settled runs, latest first. A delayed process may still ask for one of them; a second reservation would count it twice.
/// </param>
internal sealed record OwnerAccount(AgentSpending Spending, ImmutableArray<Reserved> UnderWay, ImmutableSortedDictionary<string, RunId> Waiting, ImmutableArray<RunId> Settled)
{
    /// <summary>Upper bound of remembered settled runs: more than settle while a process is delayed.</summary>
    private const int MaxSettled = 500;

    public static readonly OwnerAccount Empty = new(AgentSpending.Empty, [], ImmutableSortedDictionary.Create<string, RunId>(StringComparer.Ordinal), []);

    /// <summary>How the owner's runs kept to their maximum costs, on all agents. Ledgers of earlier versions have none: it has yet to be shown.</summary>
    public Adherence Adherence { get; init; } = Adherence.None;

    /// <summary>Reserves for a run, or says why not. Idempotent: a run with a reservation may start.</summary>
    /// <param name="run">The run.</param>
    /// <param name="reservesUsd">What it reserves as far as its agent is concerned. Null: all that is left, as it is if the owner's runs have yet to show that they keep to their maxima.</param>
    /// <param name="limits">The owner's limits.</param>
    /// <param name="now">Current time.</param>
    /// <param name="isApproved">Whether it was approved: then it starts whatever is left.</param>
    /// <param name="isDelayed">Whether it has waited for its delay, or is not delayed at all.</param>
    public (OwnerAccount Account, OwnerAnswer Answer) Ask(Run run, decimal? reservesUsd, SpendingLimits limits, DateTimeOffset now, bool isApproved, bool isDelayed)
    {
        var budget = Budget.Of(limits, Spending, now);
        if (UnderWay.FirstOrDefault(reserved => reserved.Run == run.Id) is { } known)
        {
            return (this, new OwnerAnswer(BudgetVerdict.Starts, budget, TimeSpan.Zero) { ReservesUsd = known.Usd, InFlight = UnderWay.Length - 1 });
        }

        reservesUsd = Adherence.ReservationOf(run.MaxCostUsd) is null ? null : reservesUsd;
        if (Settled.Contains(run.Id))
        {
            return (this, new OwnerAnswer(BudgetVerdict.Starts, budget, TimeSpan.Zero) { ReservesUsd = reservesUsd, InFlight = UnderWay.Length });
        }

        var verdict = isApproved ? BudgetVerdict.Starts
            : budget.Decide(reservesUsd, [.. UnderWay.Select(reserved => reserved.Usd)]);
        var delay = verdict == BudgetVerdict.Starts && !isApproved && !isDelayed ? budget.Delay : TimeSpan.Zero;
        var after = verdict switch
        {
            BudgetVerdict.Starts when delay == TimeSpan.Zero => this with { UnderWay = UnderWay.Add(new Reserved(run.Id, run.AgentKey.Segment, reservesUsd, now)) },
            BudgetVerdict.Waits => this with { Waiting = Waiting.SetItem(run.AgentKey.Segment, run.Id) },
            _ => this,
        };
        return (after, new OwnerAnswer(verdict, budget, delay) { ReservesUsd = reservesUsd, InFlight = UnderWay.Length });
    }

    /// <summary>
    /// Settles a run that ended: releases its reservation, adds its cost (at another owner's agent at most its maximum), adds it to the evidence and clears
    /// the waiting runs. For the evidence the whole cost counts, whoever owns the agent.
    /// </summary>
    public OwnerAccount Settle(Run ended) => this with
    {
        Spending = Spending.Count(ended.ForOwner() with { Owner = null }),
        UnderWay = UnderWay.RemoveAll(reserved => reserved.Run == ended.Id),
        Waiting = Empty.Waiting,
        Settled = [ended.Id, .. Settled.Take(MaxSettled - 1)],
        Adherence = Adherence.Add(ended),
    };
}
