using System.Diagnostics;
using System.Globalization;
using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>
/// The same HTTP calls, due in the same second, to the same agent, by AgentSched and by what people use today, one after the other. How
/// late they are, what they cost, and what is left when the scheduler is killed in the midst of them and started again.
/// </summary>
internal static class PeersBench
{
    private const string Python = "/usr/bin/python3"; // Debian's: its packages do not belong to other Pythons

    /// <summary>How long a killed scheduler stays down.</summary>
    public static TimeSpan Down { get; } = TimeSpan.FromSeconds(3);

    /// <summary>A full second, so many from now.</summary>
    public static DateTimeOffset Soon(int seconds)
    {
        var time = DateTimeOffset.UtcNow.AddSeconds(seconds);
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>How long schedules wait for their second time: the first must be over.</summary>
    public static TimeSpan Every(int schedules) => TimeSpan.FromSeconds(30 + (schedules / 40));

    public static int Run(Options options)
    {
        var read = options.Read(("schedules", 1000, 2), ("agents", 100, 1), ("pool", 50, 1), ("answer-ms", 0, 0), ("kill-answer-ms", 1000, 0), ("speed", 1, 0), ("only", 0, 0));
        RunAsync(read[0], Math.Min(read[1], read[0]), read[2], TimeSpan.FromMilliseconds(read[3]), TimeSpan.FromMilliseconds(read[4]), read[5] > 0, read[6]).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int schedules, int agents, int pool, TimeSpan answer, TimeSpan killAnswer, bool speed, int only)
    {
        var works = answer;
        await using var agent = await DemoAgent.StartAsync(new DemoAgentOptions { OnTask = _ => Task.Delay(works) });
        var hasApScheduler = HasApScheduler();
        IPeer[] all = [new AgentSchedPeer(agents), .. Quartzes(pool), Hangfire(pool), .. hasApScheduler ? (IPeer[])[ApScheduler(pool)] : []];
        var peers = all.Where((_, i) => only == 0 || i == only - 1).ToList();

        var load = File.ReadAllText("/proc/loadavg").Trim();
        var table = new PeersTable(schedules);
        if (speed)
        {
            foreach (var peer in peers)
            {
                table.Add(peer, await peer.RunAsync(agent, schedules));
            }
        }

        works = killAnswer;
        foreach (var peer in peers)
        {
            table.Add(peer, await peer.KillAsync(agent, schedules));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{schedules:N0} schedules due in the same second, {agents} agents that answer after {answer.TotalMilliseconds:0} ms, and after {killAnswer.TotalMilliseconds:0} ms where the scheduler is killed."));
        table.Print(peers);
        Console.WriteLine();
        Console.WriteLine($"Load at the start and before the end (1, 5, 15 min): {load}; {File.ReadAllText("/proc/loadavg").Trim()}.");
        if (!hasApScheduler)
        {
            Console.WriteLine($"APScheduler was left out: {Python} does not find it (Debian: apt-get install python3-apscheduler python3-sqlalchemy).");
        }
    }

    private static IEnumerable<ChildPeer> Quartzes(int pool)
    {
        yield return Quartz("Quartz", pool, pool, recovery: 1, $"Quartz.NET 4.7.3, SQLite ADO job store; made to last: `RequestRecovery`, misfires fire now; made fast: pool {pool}, `MaxBatchSize` {pool}");
        yield return Quartz("Quartz, as it comes", 10, 1, recovery: 0, "the same with its defaults: no `RequestRecovery`, pool 10, `MaxBatchSize` 1");
    }

    private static ChildPeer Quartz(string name, int pool, int batch, int recovery, string settings) => new(
        name,
        settings,
        ["dotnet", typeof(PeersBench).Assembly.Location, "peers-quartz"],
        new Dictionary<string, string>(StringComparer.Ordinal) { [QuartzApp.Pool] = Text(pool), [QuartzApp.Batch] = Text(batch), [QuartzApp.Recovery] = Text(recovery) });

    private static ChildPeer Hangfire(int pool) => new(
        "Hangfire",
        $"Hangfire 1.8.25, Hangfire.Storage.SQLite 0.4.3, each occurrence a delayed job; made fast: {pool} workers, delayed jobs are looked for every second (default 15 s), the queue every 200 ms (15 s); made to last: a dead worker's job is taken back after a minute (30 min)",
        ["dotnet", typeof(PeersBench).Assembly.Location, "peers-hangfire"],
        new Dictionary<string, string>(StringComparer.Ordinal) { [QuartzApp.Pool] = Text(pool) },
        keepsOutcomes: true);

    private static ChildPeer ApScheduler(int pool) => new(
        "APScheduler",
        $"APScheduler 3.x of Debian, `SQLAlchemyJobStore` on SQLite, thread pool {pool}, `misfire_grace_time=None`, `coalesce=True`",
        [Python, Path.Combine(AppContext.BaseDirectory, "Peers", "apscheduler_app.py")],
        new Dictionary<string, string>(StringComparer.Ordinal) { [QuartzApp.Pool] = Text(pool) });

    private static bool HasApScheduler()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import apscheduler.schedulers.background, sqlalchemy"]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
