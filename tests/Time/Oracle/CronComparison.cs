using System.Globalization;
using Cronos;

namespace AgentSched.Parity.Cronos.Oracle;

/// <summary>Compares the engine with the notebook: every zone, every change, so many made-up expressions, both directions.</summary>
/// <param name="seed">The same seed makes the same expressions.</param>
/// <param name="expressions">For each change.</param>
internal sealed class CronComparison(int seed, int expressions)
{
    /// <summary>Before and after a change; more than the longest jump, a day.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromHours(30);

    public int Changes { get; private set; }

    /// <summary>Expressions.</summary>
    public long Compared { get; private set; }

    /// <summary>Times that the notebook gave and the engine was held against, both directions.</summary>
    public long Occurrences { get; private set; }

    /// <summary>The first few, with all that is needed to repeat them.</summary>
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
        for (var count = 0; count < expressions && Differences.Count < 20; count++)
        {
            var cron = new GeneratedCron(random, near);
            var engine = CronExpression.Parse(cron.Text, cron.HasSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
            var expected = tape.Occurrences(cron);
            Forward(change, tape, cron, engine, expected);
            Backward(change, tape, cron, engine);
            Jumps(change, tape, cron, engine, expected, random);
            Compared++;
        }
    }

    private void Forward(ZoneTransition change, WallClockTape tape, GeneratedCron cron, CronExpression engine, List<DateTime> expected)
    {
        Occurrences += expected.Count;
        var at = engine.GetNextOccurrence(tape.From, change.Zone, inclusive: true);
        foreach (var time in expected)
        {
            if (at != time)
            {
                Note(change, cron, "next", time, at);
                return;
            }

            at = engine.GetNextOccurrence(time, change.Zone);
        }

        if (at < tape.To)
        {
            Note(change, cron, "next", null, at);
        }
    }

    private void Backward(ZoneTransition change, WallClockTape tape, GeneratedCron cron, CronExpression engine)
    {
        // How an interval is seen backwards over a jump is not documented: that one second is left out of the comparison.
        var edge = change.Utc.AddSeconds(-1);
        var expected = tape.OccurrencesBackwards(cron);
        expected.Reverse();
        var found = new List<DateTime>();
        for (var at = engine.GetPreviousOccurrence(tape.To, change.Zone); at >= tape.From; at = engine.GetPreviousOccurrence(at.Value, change.Zone))
        {
            found.Add(at.Value);
            if (found.Count > expected.Count + 1)
            {
                break;
            }
        }

        if (cron.IsInterval)
        {
            expected.Remove(edge);
            found.Remove(edge);
        }

        Occurrences += expected.Count;
        for (var index = 0; index < Math.Max(expected.Count, found.Count); index++)
        {
            DateTime? wanted = index < expected.Count ? expected[index] : null;
            DateTime? given = index < found.Count ? found[index] : null;
            if (wanted != given)
            {
                Note(change, cron, "previous", wanted, given);
                return;
            }
        }
    }

    /// <summary>From anywhere, not only from one occurrence to the next; to the tick.</summary>
    private void Jumps(ZoneTransition change, WallClockTape tape, GeneratedCron cron, CronExpression engine, List<DateTime> expected, Random random)
    {
        for (var count = 0; count < 5; count++)
        {
            var from = change.Utc.AddSeconds(random.Next(-7200, 7200)).AddTicks(random.Next(3) == 0 ? random.Next(10_000_000) : 0);
            var next = expected.Find(time => time > from);
            var found = engine.GetNextOccurrence(from, change.Zone);
            if (next == default ? found < tape.To : found != next)
            {
                Note(change, cron, $"next after {Stamp(from)}", next == default ? null : next, found);
            }
        }
    }

    private void Note(ZoneTransition change, GeneratedCron cron, string what, DateTime? expected, DateTime? found) =>
        Differences.Add($"{change}, \"{cron}\", {what}: expected {Stamp(expected)}, found {Stamp(found)}");

    private static string Stamp(DateTime? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture) ?? "none there";
}
