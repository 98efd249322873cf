using AgentSched.Year;

namespace AgentSched.Bench;

/// <summary>The simulated year in its long form: schedules of all kinds, crashes, ticks that come twice, late or never, and edits, beside the oracle.</summary>
internal static class YearBench
{
    public static int Run(Options options)
    {
        var read = options.Read(
            ("schedules", 2000, 1), ("days", 365, 1), ("first-day", 1, 1), ("seed", 20261121, 0), ("writes-per-fault", 150, 10), ("days-between-edits", 20, 1), ("events-per-crowd", 40, 1));
        var year = new YearOptions
        {
            Schedules = read[0],
            Days = read[1],
            Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(read[2] - 1),
            Seed = read[3],
            WritesPerFault = read[4],
            BetweenEdits = TimeSpan.FromDays(read[5]),
            EventsPerCrowd = read[6],
        };
        var report = YearSimulation.Run(year, now => Console.Error.Write($"\r{now:yyyy-MM-dd}"));
        Console.Error.WriteLine();
        foreach (var line in report.Lines())
        {
            Console.WriteLine(line);
        }

        foreach (var problem in report.Problems)
        {
            Console.Error.WriteLine(problem);
        }

        return report.Problems.Count == 0 ? 0 : 1;
    }
}
