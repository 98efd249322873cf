using System.Globalization;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs.Oracle;

/// <summary>Compares the app's cron engine with <see cref="WallClockTape"/>: generated expressions around each clock change.</summary>
/// <param name="seed">The same seed generates the same expressions.</param>
/// <param name="expressions">Expressions per change.</param>
internal sealed class CronComparison(int seed, int expressions)
{
    /// <summary>Before and after a change; more than the longest jump, a day.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromHours(30);

    /// <summary>Differences kept; later ones are only counted.</summary>
    private const int Kept = 20;

    public int Changes { get; private set; }

    /// <summary>Expressions compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Expected occurrences that the engine was compared with.</summary>
    public long Occurrences { get; private set; }

    /// <summary>Expressions with at least one difference.</summary>
    public long Different { get; private set; }

    /// <summary>The first differences, each with what is needed to repeat it.</summary>
    public List<string> Differences { get; } = [];

    public void Run(IEnumerable<ZoneTransition> changes)
    {
        foreach (var change in changes)
        {
            Run(change);
        }
    }

    private void Run(ZoneTransition change)
    {
        var tape = new WallClockTape(change, Margin);
        var random = new Random(seed + Changes++);
        var near = change.Utc + change.Before;
        for (var count = 0; count < expressions; count++)
        {
            var cron = new GeneratedCron(random, near);
            var engine = CronClock.Parse(cron.Text, change.Zone, DstGap.Shift, DstOverlap.First, DayMatch.And);
            var expected = tape.Occurrences(cron);
            var same = Walk(change, tape, cron, engine, expected);
            same &= Jumps(change, tape, cron, engine, expected, random);
            Compared++;
            Different += same ? 0 : 1;
        }
    }

    /// <summary>From each occurrence to the next.</summary>
    private bool Walk(ZoneTransition change, WallClockTape tape, GeneratedCron cron, CronClock engine, List<DateTime> expected)
    {
        Occurrences += expected.Count;
        var at = Next(engine, tape.From.AddTicks(-1));
        foreach (var time in expected)
        {
            if (at != time)
            {
                return Differ(change, cron, "next", time, at);
            }

            at = Next(engine, time);
        }

        return !(at < tape.To) || Differ(change, cron, "next", null, at);
    }

    /// <summary>From random instants, to the tick, not only from one occurrence to the next.</summary>
    private bool Jumps(ZoneTransition change, WallClockTape tape, GeneratedCron cron, CronClock engine, List<DateTime> expected, Random random)
    {
        var same = true;
        for (var count = 0; count < 5; count++)
        {
            var from = change.Utc.AddSeconds(random.Next(-7200, 7200)).AddTicks(random.Next(3) == 0 ? random.Next(10_000_000) : 0);
            var next = expected.Find(time => time > from);
            var found = Next(engine, from);
            if (next == default ? found < tape.To : found != next)
            {
                same = Differ(change, cron, $"next after {Stamp(from)}", next == default ? null : next, found);
            }
        }

        return same;
    }

    private static DateTime? Next(CronClock engine, DateTime utc) => engine.NextAfter(new DateTimeOffset(utc))?.UtcDateTime;

    private bool Differ(ZoneTransition change, GeneratedCron cron, string what, DateTime? expected, DateTime? found)
    {
        if (Differences.Count < Kept)
        {
            Differences.Add($"{change}, \"{cron}\", {what}: expected {Stamp(expected)}, found {Stamp(found)}");
        }

        return false;
    }

    private static string Stamp(DateTime? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture) ?? "none there";
}
