using System.Globalization;

namespace AgentSched.Year;

/// <summary>What a simulation came to.</summary>
internal sealed class YearReport(YearOptions options, World world, Oracle oracle, TimeSpan took)
{
    private static readonly string[] Requests = ["read", "query", "commit", "send", "start", "instance", "terminate"];

    public Oracle Oracle => oracle;

    public Counts Counts => world.Counts;

    /// <summary>What must not be, the first of them in words.</summary>
    public IReadOnlyList<string> Problems => world.Problems;

    /// <summary>The table, line by line.</summary>
    public IEnumerable<string> Lines()
    {
        yield return "| what | count |";
        yield return "|---|--:|";
        yield return Line("schedules", world.Audit.Schedules.Count);
        yield return Line("days", options.Days);
        yield return Line("occurrences that must have a record", oracle.Required);
        yield return Line("occurrences claimed before an edit took them away", oracle.Overtaken);
        yield return Line("records", oracle.Records);
        yield return Line("**lost**", oracle.Lost);
        yield return Line("**doubled, or without an occurrence**", oracle.Doubled);
        yield return Line("other discrepancies", world.Counts["problem"] - oracle.Lost - oracle.Doubled);
        yield return Line("decisions at the claim that were checked", oracle.DecisionsChecked);
        foreach (var (what, count) in world.Counts.All.Where(count => !Requests.Contains(count.What) && count.What != "problem"))
        {
            yield return Line(what, count);
        }

        var runs = world.Counts["call"];
        foreach (var kind in Requests)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"| requests: {kind} | {world.Counts[kind]:N0} ({(double)world.Counts[kind] / runs:0.00} a called run) |");
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"| seed | {options.Seed} |");
        yield return string.Create(CultureInfo.InvariantCulture, $"| seconds | {took.TotalSeconds:N0} |");
    }

    private static string Line(string what, long count) => string.Create(CultureInfo.InvariantCulture, $"| {what} | {count:N0} |");
}
