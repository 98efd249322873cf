using AgentSched.Bench;

(string Name, string Does, Func<Options, int> Run)[] benches =
[
    ("cron", "Time and allocation of the next occurrence, beside NCrontab and Quartz (--rounds 101, --milliseconds 1 per batch, --seed).", CronBench.Run),
    ("cron-oracle", "Occurrences around every clock change of every zone, beside a slow oracle (--expressions 1000 per change, --seed, --seconds to stop early).", CronOracleBench.Run),
    ("year", "A simulated year of schedules with crashes, bad ticks and edits, beside an oracle (--schedules 2000, --days 365, --first-day 1, --seed, --writes-per-fault 150, --days-between-edits 20, --events-per-crowd 40).", YearBench.Run),
    ("fire", "Schedules that come due together, cold, warm and imported 35 s before: lateness and requests per run, beside Azurite's own limit (--schedules 1000, --agents 100, --profile 1 for each step, --count 0 without requests); or so many a second, minute after minute (--per-second 167, --seconds 300).", FireBench.Run),
    ("scan", "Requests and rows read of a tick that finds nothing due, with 100 stored schedules and ten times as many each time (--shards 32, --to 100000, --in-process 1000000).", ScanBench.Run),
    ("requests", "All storage requests that arrive at Azurite, by kind: of an idle app, and of runs alone, many together, on demand, retried, called back (--together 1000 at most, --alone 10 runs, --idle-minutes 3).", RequestsBench.Run),
    ("cost", "USD for an idle month and a million runs, from what requests counted last (--seconds-per-run 30, --runs-at-once 10, --days-kept 90).", CostBench.Run),
    ("peers", "The same calls due in the same second by AgentSched, Quartz.NET, Hangfire and APScheduler: lateness, CPU, and what is left after a kill in the middle (--schedules 1000, --agents 100, --pool 50 calls at once for peers, --answer-ms 0 the agent takes, --kill-answer-ms 1000 likewise, --speed 0 for the kill alone, --only 1 to 5 for one of them).", PeersBench.Run),
    ("peers-quartz", "Quartz.NET as peers starts it; takes its orders from standard input.", QuartzApp.Run),
    ("peers-hangfire", "Hangfire as peers starts it, likewise.", HangfireApp.Run),
    ("chaos", "Two processes that are killed, on storage that fails, with clocks that jump, and then an audit of every row, blob and call (--minutes 10, --seconds 0 more, --agents 20, --seed 1, --kills-per-minute 2, --faults-percent 2).", ChaosBench.Run),
    ("memory", "Allocation per run and memory over many runs (--runs 100000 of the app's parts over tables in memory, --azurite-runs 20000 of host and worker as processes, --per-second 50 of these).", MemoryBench.Run),
    ("dashboard", "The dashboard in Chromium: its first view after a cold start, and how long the page takes to respond with many schedules listed (--schedules 1000, --starts 3, --rounds 10).", DashboardBench.Run),
    ("memory-app", "The app's parts as memory starts them.", MemoryApp.Run),
];

var write = Array.IndexOf(args, Report.Option);
var document = write >= 0 && write + 1 < args.Length ? args[write + 1] : null;
args = document is null ? args : [.. args[..write], .. args[(write + 2)..]];
var bench = benches.FirstOrDefault(bench => args.Length > 0 && bench.Name == args[0]);
if (bench.Run is null)
{
    Console.WriteLine($"dotnet run -c Release --project bench -- NAME [options] [{Report.Option} docs/benchmarks.md to put the table there, with machine and date]");
    foreach (var (name, does, _) in benches)
    {
        Console.WriteLine($"  {name,-14} {does}");
    }

    return args.Length == 0 ? 0 : 2;
}

try
{
    using var report = new Report();
    if (document is not null)
    {
        Console.SetOut(report);
    }

    var exitCode = bench.Run(new Options(args[1..]));
    if (document is not null && exitCode == 0)
    {
        report.WriteTo(document, args);
    }

    return exitCode;
}
catch (OptionException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
