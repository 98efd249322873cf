using AgentSched.Year;

namespace AgentSched.Bench;

/// <summary>The simulated year in its long form: schedules of all kinds, crashes, ticks that come twice, late or never, and edits, beside the oracle.</summary>
internal static class YearBench
{
    public static int Run(Options options)
    {
        var read = options.Read(("schedules", 2000, 1), ("days", 365, 1), ("seed", 20261121, 0), ("writes-per-fault", 150, 10), ("days-between-edits", 20, 1));
        var report = YearSimulation.Run(
            new YearOptions { Schedules = read[0], Days = read[1], Seed = read[2], WritesPerFault = read[3], BetweenEdits = TimeSpan.FromDays(read[4]) }, now => Console.Error.Write($"\r{now:yyyy-MM-dd}"));
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
