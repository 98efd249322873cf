using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Usage;

/// <summary>
/// Totals of the runs that ended on one day (UTC). The current day is a column of the agent's and of the schedule's row, which a
/// close writes anyway; each past day is a separate row.
/// </summary>
/// <param name="Day">The day. <see cref="DateOnly.MinValue"/>: nothing was counted yet.</param>
/// <param name="Tally">All runs.</param>
/// <param name="Owners">Totals by owner, without durations. Empty for a schedule, whose runs have one owner.</param>
internal sealed record DayUsage(DateOnly Day, Tally Tally, ImmutableSortedDictionary<string, Tally> Owners)
{
    /// <summary>Upper bound of owners (and <see cref="Excess"/>) with separate totals, which keeps the column within its 32,000 characters; further owners of that day share one total.</summary>
    public const int MaxOwners = 150;

    /// <summary>Key of the owners beyond <see cref="MaxOwners"/>; no owner's name contains brackets.</summary>
    public const string Others = "(others)";

    /// <summary>Key of costs above the maxima of runs at other owners' agents, which count for no owner (<see cref="Run.ExcessUsd"/>).</summary>
    public const string Excess = "(excess)";

    public static readonly DayUsage None = On(DateOnly.MinValue);

    public bool IsEmpty => Tally.Runs == 0;

    public static DayUsage On(DateOnly day) => new(day, Tally.None, ImmutableSortedDictionary.Create<string, Tally>(StringComparer.Ordinal));

    /// <summary>The day in which a run is counted.</summary>
    public static DateOnly DayOf(Run ended) => DayOf(ended.FinishedAt!.Value);

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);

    /// <summary>
    /// Adds a run to the current day. A run of a later day starts that day from zero; a run of an earlier day, possible only if a machine's
    /// clock is slow, changes nothing here. It is counted in the row of its day.
    /// </summary>
    /// <param name="ended">The run.</param>
    /// <param name="owner">Its owner. Null: no totals by owner.</param>
    public DayUsage Count(Run ended, string? owner)
    {
        var day = DayOf(ended);
        return ended.StartedAt is null || day < Day ? this : (day == Day ? this : On(day)).Add(ended, owner);
    }

    public DayUsage Add(Run ended, string? owner)
    {
        var sum = this with { Tally = Tally.Add(ended) };
        if (owner is null)
        {
            return sum;
        }

        sum = sum.Plus(owner, Tally.None.Add(ended.ForOwner()) with { Durations = Durations.None });
        return ended.ExcessUsd is { } excess ? sum.Plus(Excess, Tally.None with { CostUsd = excess }) : sum;
    }

    public DayUsage Plus(DayUsage other) =>
        other.Owners.Aggregate(this with { Tally = Tally.Plus(other.Tally) }, (sum, owner) => sum.Plus(owner.Key, owner.Value));

    /// <summary>Text with one line for the day and one for each owner.</summary>
    public override string ToString() => string.Join('\n', new[] { $"{Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)} {Tally}", }.Concat(Owners.Select(o => $"{o.Key} {o.Value}")));

    /// <summary>Parses the text of <see cref="ToString"/>; null: nothing was counted yet.</summary>
    public static DayUsage Parse(string? text)
    {
        if (text is null)
        {
            return None;
        }

        var lines = text.Split('\n').Select(line => line.Split(' ', 2)).ToList();
        return new DayUsage(
            DateOnly.ParseExact(lines[0][0], "yyyyMMdd", CultureInfo.InvariantCulture),
            Tally.Parse(lines[0][1]),
            lines.Skip(1).ToImmutableSortedDictionary(line => line[0], line => Tally.Parse(line[1]), StringComparer.Ordinal));
    }

    private DayUsage Plus(string owner, Tally tally)
    {
        var key = Owners.ContainsKey(owner) || Owners.Count < MaxOwners ? owner : Others;
        return this with { Owners = Owners.SetItem(key, Owners.GetValueOrDefault(key, Tally.None).Plus(tally)) };
    }
}
