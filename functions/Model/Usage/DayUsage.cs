using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Usage;

/// <summary>
/// What the runs that ended on one day (UTC) came to. The current day is a column of the agent's and of the schedule's row, which a
/// close writes anyway; a day that is over is a row of its own.
/// </summary>
/// <param name="Day">The day. The first day there is: nothing was counted yet.</param>
/// <param name="Tally">All of them.</param>
/// <param name="Owners">The same by owner, without durations. Empty where the schedule says whose they are.</param>
internal sealed record DayUsage(DateOnly Day, Tally Tally, ImmutableSortedDictionary<string, Tally> Owners)
{
    /// <summary>Most owners that are told apart, so that the column stays under the 32,000 characters that one holds; the others of that day count together.</summary>
    public const int MaxOwners = 150;

    /// <summary>Stands for the owners beyond <see cref="MaxOwners"/>; no owner's name has brackets.</summary>
    public const string Others = "(others)";

    public static readonly DayUsage None = On(DateOnly.MinValue);

    public bool IsEmpty => Tally.Runs == 0;

    public static DayUsage On(DateOnly day) => new(day, Tally.None, ImmutableSortedDictionary.Create<string, Tally>(StringComparer.Ordinal));

    /// <summary>The day on which a run counts.</summary>
    public static DateOnly DayOf(Run ended) => DayOf(ended.FinishedAt!.Value);

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);

    /// <summary>
    /// The current day with a run more. A run of a later day begins that day anew; one of an earlier day, which only a machine with a
    /// late clock can bring, changes nothing here. What is left out here counts in the row of its day.
    /// </summary>
    /// <param name="ended">The run.</param>
    /// <param name="owner">Whose it is. Null: owners are not told apart.</param>
    public DayUsage Count(Run ended, string? owner)
    {
        var day = DayOf(ended);
        return ended.StartedAt is null || day < Day ? this : (day == Day ? this : On(day)).Add(ended, owner);
    }

    public DayUsage Add(Run ended, string? owner)
    {
        var sum = this with { Tally = Tally.Add(ended) };
        return owner is null ? sum : sum.Plus(owner, Tally.None.Add(ended) with { Durations = Durations.None });
    }

    public DayUsage Plus(DayUsage other) =>
        other.Owners.Aggregate(this with { Tally = Tally.Plus(other.Tally) }, (sum, owner) => sum.Plus(owner.Key, owner.Value));

    /// <summary>A line for the day and one for each owner.</summary>
    public override string ToString() => string.Join('\n', new[] { $"{Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)} {Tally}", }.Concat(Owners.Select(o => $"{o.Key} {o.Value}")));

    /// <summary>Reads what <see cref="ToString"/> wrote; null: nothing was counted yet.</summary>
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
