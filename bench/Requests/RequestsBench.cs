using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using AgentSched.Base;
using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>
/// What runs cost in storage requests, by kind of run: all that arrives at Azurite from host, durable engine and worker, less what the idle app sends
/// in the same time; and what the idle app sends. On the real clock, with the timers of the local sample.
/// </summary>
internal static class RequestsBench
{
    private const int Agents = 100;
    private const double LeastPerRun = 0.005, LeastPerMinute = 0.2;

    public static int Run(Options options)
    {
        var read = options.Read(("together", 1000, 1), ("alone", 10, 1), ("idle-minutes", 3, 1));
        RunAsync(RequestCase.All(read[1], read[0]), read[2]).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(IReadOnlyList<RequestCase> cases, int idleMinutes)
    {
        await using var agent = await DemoAgent.StartAsync();
        await using var telemetry = await TelemetrySink.StartAsync();
        await using var rig = await BenchRig.OpenAsync(
            Agents, agent.Address, meter: true, new Dictionary<string, string>(telemetry.Settings.Append(HostedProcess.CountExecutions), StringComparer.Ordinal));
        await rig.StartAppAsync();

        // All are stored before anything is counted; the idle minutes come second, when the processes are warm.
        var window = CountWindow.Next(TimeSpan.FromSeconds(10 + (cases.Sum(c => c.Runs) / 20)));
        var (begins, first) = (window, 0);
        foreach (var (index, one) in cases.Index())
        {
            if (!one.OnDemand)
            {
                await rig.InsertAsync(first, one.Runs, NameOf, i => one.DueOf(i, begins), TimeSpan.FromDays(1), one.Message);
            }

            begins = begins.AddMinutes(one.Minutes + (index == 0 ? idleMinutes : 0));
            first += one.Runs;
        }

        await TimeProvider.System.WaitUntilAsync(window, CancellationToken.None);
        var meter = new CountWindow(rig, telemetry);
        var counted = new List<(RequestCase Case, Counted PerRun)>();
        Counted? idle = null;
        var late = new List<double>();
        foreach (var one in cases)
        {
            var calls = new Calls(agent);
            var asking = one.OnDemand ? AskAsync(rig, agent, one, late) : Task.CompletedTask;
            var count = await meter.CountAsync(one.Minutes);
            await asking;
            if (idle is null)
            {
                Print(idle = (await meter.CountAsync(idleMinutes)).Per(idleMinutes));
                continue;
            }

            counted.Add((one, count.Less(idle, one.Minutes).Per(one.Runs)));
            Print(one, counted[^1].PerRun, missing: one.Runs - calls.First().Count);
        }

        var alone = counted.First(c => c.Case.Apart > TimeSpan.Zero);
        var together = counted.Where(c => c.Case.Apart == TimeSpan.Zero).MaxBy(c => c.Case.Runs);
        Console.WriteLine();
        Console.WriteLine(Invariant($"On demand, from the request to the agent's socket, with the meter between: p50, p90, p99, max {FireRound.Percentiles([.. late.Order()]).Replace(" |", ",", StringComparison.Ordinal)} s."));
        foreach (var (one, perRun) in new[] { alone, together })
        {
            Console.WriteLine();
            Console.WriteLine(Invariant($"{one.Name}:"));
            Console.WriteLine();
            perRun.Requests.Print("a run", LeastPerRun);
        }

        new MeasuredRequests(Costs.Of(idle!), Costs.Of(alone.PerRun), Costs.Of(together.PerRun)).Save();
    }

    private static void Print(Counted idle)
    {
        Console.WriteLine(Invariant($"Requests at Azurite from the idle app, in a minute (with a tick and a sweep; {BenchRig.Shards} shards; telemetry: {idle.TelemetryBytes:0} bytes):"));
        Console.WriteLine();
        idle.Requests.Print("a minute", LeastPerMinute);
        Console.WriteLine();
        Console.WriteLine("Requests of a run, those of the idle app in the same time subtracted; a batch is one request:");
        Console.WriteLine();
        Console.WriteLine("| runs | table reads | table writes | queues | blobs | **all** | of these to the app's own table, runs queue and logs | executions | telemetry, bytes |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    }

    private static void Print(RequestCase one, Counted perRun, int missing)
    {
        var requests = perRun.Requests;
        Console.WriteLine(Invariant(
            $"| {one.Name}{(missing > 0 ? $" ({missing} were not called in time)" : "")} | {requests.Sum(Costs.IsTableRead):0.00} | {requests.Sum(kind => kind.Service == "table" && !Costs.IsTableRead(kind)):0.00} | {requests.Sum(kind => kind.Service == "queue"):0.00} | {requests.Sum(kind => kind.Service == "blob"):0.00} | {requests.Total:0.00} | {requests.Sum(Costs.IsOwn):0.00} | {perRun.Executions:0.0} | {perRun.TelemetryBytes:0} |"));
    }

    /// <summary>Asks for runs in the first of the window's full minutes.</summary>
    private static async Task AskAsync(BenchRig rig, DemoAgent agent, RequestCase one, List<double> late)
    {
        var window = CountWindow.Next().AddMinutes(-1);
        var asked = new List<(string Run, DateTimeOffset At)>();
        for (var i = 0; i < one.Runs; i++)
        {
            await TimeProvider.System.WaitUntilAsync(one.DueOf(i, window), CancellationToken.None);
            var at = DateTimeOffset.UtcNow;
            using var answer = await rig.App.Api.PostAsJsonAsync(new Uri($"agents/{NameOf(i)}/runs", UriKind.Relative), new { message = one.Message });
            answer.EnsureSuccessStatusCode();
            asked.Add(((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runId").GetString()!, at));
        }

        foreach (var (run, at) in asked)
        {
            late.Add(((await agent.WaitForCallAsync(call => call.IdempotencyKey == run)).ReceivedAt - at).TotalSeconds);
        }
    }

    private static string NameOf(int run) => BenchRig.NameOf(run % Agents);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
