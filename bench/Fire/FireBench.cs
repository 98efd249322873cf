using System.Globalization;
using AgentSched.Azurite;
using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>
/// Many schedules that come due together: the app, Azurite and the agents as processes of their own on the real clock. How late the
/// calls are, what each run costs in requests and CPU, and how that compares with what Azurite can do for the same requests.
/// </summary>
internal static class FireBench
{
    /// <summary>The admin key of the app under test.</summary>
    internal const string Key = "ask_bench_abcdefghijklmnopqrstuvwxyzABCDEF0123";
    private const int WarmRuns = 64;

    public static int Run(Options options)
    {
        var read = options.Read(("schedules", 1000, 1), ("agents", 100, 1), ("spread", 1, 1), ("shards", 4, 1), ("profile", 0, 0));
        RunAsync(read[0], Math.Min(read[1], read[0]), read[2], read[3], read[4] > 0).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int schedules, int agents, int spread, int shards, bool profile)
    {
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Accounts = 2, Log = Console.Error.WriteLine });
        using var azuriteClock = new ProcessClock(azurite.ProcessId);
        await using var agent = await DemoAgent.StartAsync();
        await using var rows = await BenchRows.OpenAsync(azurite.ConnectionString(), shards);
        await using var app = await FireChild.StartAsync(Settings(azurite.ConnectionString(), shards));

        // Every so often, so that the second round finds the process knowing what the first had to read.
        var every = TimeSpan.FromSeconds(30 + spread + (schedules / 20));
        var now = DateTimeOffset.UtcNow;
        await rows.InsertAsync(Enumerable.Range(0, agents).Select(i => BenchRows.Agent(Name(i), agent.Address, now)));
        var warmUp = await MakeAsync(rows, 1_000_000, WarmRuns, i => Name(i % agents), Soon(10), 1, TimeSpan.FromDays(1));
        await app.CountOthersAsync(true);
        await FireRound.FollowAsync(app, agent, azuriteClock, FireRound.Due(warmUp, TimeSpan.Zero), 0);
        await app.CountOthersAsync(false);
        var others = (await app.ReportAsync()).Others;

        var made = await MakeAsync(rows, 0, schedules, i => Name(i % agents), Soon(14 + (schedules / 200)), spread, every);
        var cold = await FireRound.FollowAsync(app, agent, azuriteClock, FireRound.Due(made, TimeSpan.Zero), WarmRuns);
        var warm = await FireRound.FollowAsync(app, agent, azuriteClock, FireRound.Due(made, every), WarmRuns + schedules);
        var limit = await new FireLimit(azurite.ConnectionString(1), shards).MeasureAsync(schedules, agents);

        Console.WriteLine(Invariant($"{schedules:N0} schedules of {agents} agents due within {(spread == 1 ? "the same second" : $"{spread} seconds")}, {shards} shards."));
        Console.WriteLine("First round: the app has not seen these schedules. Second: the same again. Lateness: seconds from due time to the agent's socket. Slots are had before (-) or after due time.");
        Console.WriteLine();
        Table("| | first | second |", cold, warm, Summary(schedules, limit));
        Console.WriteLine();
        Console.WriteLine("| seconds | round | p50 | p90 | p99 | max |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|");
        foreach (var (name, round) in new[] { ("first", cold), ("second", warm) })
        {
            Console.WriteLine($"| **lateness** | {name} | {FireRound.Percentiles(round.Lateness)} |");
            if (profile)
            {
                Console.WriteLine($"| due → slot | {name} | {FireRound.Percentiles(round.Opened)} |");
                Console.WriteLine($"| slot → socket | {name} | {FireRound.Percentiles(round.ToSocket)} |");
                Console.WriteLine($"| socket → closed | {name} | {FireRound.Percentiles(round.ToClosed)} |");
            }
        }

        Console.WriteLine();
        Table("| the app's requests per run | first | second |", cold, warm, Requests(cold, warm, schedules));
        Console.WriteLine();
        Console.WriteLine(Invariant($"Besides, per run (counted over {WarmRuns} others): {string.Join(", ", others.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => Invariant($"{o.Key} {o.Value / (double)WarmRuns:0.00}")))}."));
        Console.WriteLine(Invariant($"Limit: {schedules / limit.TotalSeconds:0} runs/s, the same requests in a raw loop, {limit.TotalSeconds:0.00} s. Load before the end (1, 5, 15 min): {File.ReadAllText("/proc/loadavg").Trim()}."));
    }

    private static IEnumerable<(string What, Func<FireRound, string> Of)> Summary(int runs, TimeSpan limit) =>
    [
        ("runs per second, from due to the last end", round => Invariant($"{runs / round.Took.TotalSeconds:0}")),
        ("slots, before they are due: seconds from the first to the last", round => Invariant($"{round.Ahead.TotalSeconds:0.00}")),
        ("share of the limit, both together", round => Invariant($"{limit / (round.Ahead + round.Took) * 100:0} %")),
        ("calls beyond one per run", round => Invariant($"{round.Repeated}")),
        ("CPU seconds: app / Azurite / agents", round => Invariant($"{round.AppCpu:0.0} / {round.AzuriteCpu:0.0} / {round.AgentCpu:0.0}")),
        ("the app's CPU per run, ms", round => Invariant($"{round.AppCpu * 1000 / runs:0.00}")),
        ("the app's most memory so far, MiB", round => Invariant($"{round.PeakBytes >> 20}")),
        ("the app's requests per run", round => Invariant($"{round.App.Values.Sum() / (double)runs:0.00}")),
    ];

    private static IEnumerable<(string What, Func<FireRound, string> Of)> Requests(FireRound cold, FireRound warm, int runs) => cold.App.Concat(warm.App).Where(c => c.Value > 0).Select(c => c.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).SelectMany(kind => new (string, Func<FireRound, string>)[]
    {
        ($"{kind}, before they are due", round => Invariant($"{round.BeforeDue.GetValueOrDefault(kind) / (double)runs:0.000}")),
        ($"{kind}, then", round => Invariant($"{(round.App.GetValueOrDefault(kind) - round.BeforeDue.GetValueOrDefault(kind)) / (double)runs:0.000}")),
    });

    private static void Table(string head, FireRound cold, FireRound warm, IEnumerable<(string What, Func<FireRound, string> Of)> lines)
    {
        Console.WriteLine(head);
        Console.WriteLine("|---|--:|--:|");
        foreach (var (what, of) in lines)
        {
            Console.WriteLine($"| {what} | {of(cold)} | {of(warm)} |");
        }
    }

    internal static async Task<List<(string Schedule, DateTimeOffset Anchor)>> MakeAsync(
        BenchRows rows, int first, int count, Func<int, string> agent, DateTimeOffset due, int spread, TimeSpan every)
    {
        var now = DateTimeOffset.UtcNow;
        var made = Enumerable.Range(0, count).Select(i => BenchRows.Schedule(first + i, agent(i), due.AddSeconds(i % spread), every, now)).ToList();
        await rows.InsertAsync(made, now);
        return [.. made.Select((schedule, i) => (schedule.Id, due.AddSeconds(i % spread)))];
    }

    internal static Dictionary<string, string> Settings(string storage, int shards) => new(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = storage,
        ["DispatchCron"] = "0 0 0 1 1 *", // ticks come when the bench says so
        ["SweepCron"] = "0 0 0 1 1 *",
        ["AgentSched__AdminKey"] = Key,
        ["AgentSched__Shards"] = Invariant($"{shards}"),
        ["AgentSched__LookAhead"] = "00:00:15",
        ["AgentSched__AllowedAgentNetworks"] = "loopback",
        ["AgentSched__PublicUrl"] = "http://127.0.0.1:7071",
    };

    internal static string Name(int agent) => Invariant($"agent{agent}");

    internal static DateTimeOffset Soon(int seconds)
    {
        var time = DateTimeOffset.UtcNow.AddSeconds(seconds);
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
