using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using AgentSched.Base;
using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>
/// Many schedules that come due together, or so many a second: host and worker, Azurite and the agents as processes of their own on the real
/// clock, with the timers of the local sample. How late the calls are at the agent, what each run costs in requests, and what Azurite gives at most for the same.
/// </summary>
internal static class FireBench
{
    private const int ImportAtMost = 1000; // entries in one import

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ImportBefore = TimeSpan.FromSeconds(35);

    public static int Run(Options options)
    {
        var read = options.Read(("schedules", 1000, 1), ("agents", 100, 1), ("per-second", 0, 0), ("seconds", 300, 60), ("count", 1, 0), ("profile", 0, 0));
        var (schedules, agents, perSecond, seconds, count, profile) = (read[0], Math.Min(read[1], read[0]), read[2], read[3], read[4] > 0, read[5] > 0);
        (perSecond > 0 ? FireSpread.RunAsync(perSecond, seconds, read[1], count) : RunAsync(schedules, agents, count, profile)).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int schedules, int agents, bool count, bool profile)
    {
        await using var agent = await DemoAgent.StartAsync();
        var rounds = new List<(string Name, FireRound Round)>();
        await using (var rig = await BenchRig.OpenAsync(agents, agent.Address))
        {
            // Due every so often, so that the second round finds a process that has called them all before.
            var every = TimeSpan.FromMinutes(2 + (schedules / 2000));
            var due = BenchRig.MinuteAfter(TimeSpan.FromSeconds(75 + (schedules / 50)));
            var made = await rig.InsertAsync(0, schedules, i => BenchRig.NameOf(i % agents), _ => due, every);
            await rig.StartAppAsync();
            rounds.Add(("cold", await FollowAsync(rig, BenchRig.RunsOf(made))));
            rounds.Add(("warm", await FollowAsync(rig, BenchRig.RunsOf(made, every))));

            var imported = due + every + TimeSpan.FromMinutes(1); // the others are due a minute later again
            while (imported - ImportBefore < DateTimeOffset.UtcNow)
            {
                imported += every;
            }

            await TimeProvider.System.WaitUntilAsync(imported - ImportBefore, CancellationToken.None);
            rounds.Add(("imported 35 s before", await FollowAsync(rig, BenchRig.RunsOf(await ImportAsync(rig, schedules, agents, imported)))));

            Task<FireRound> FollowAsync(BenchRig on, Dictionary<string, DateTimeOffset> runs) => FireRound.FollowAsync(on, agent, runs, Patience);
        }

        Console.WriteLine(Invariant($"{schedules:N0} schedules of {agents} agents due in the same second, {BenchRig.Shards} shards. Cold: the app has not run anything yet. Warm: the same schedules again."));
        Console.WriteLine();
        Console.WriteLine("| lateness at the agent, seconds | p50 | p90 | p99 | max | never called | calls repeated | due to last close, s | CPU s: app / Azurite / agents | MiB: host / worker |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var (name, round) in rounds)
        {
            Console.WriteLine(Invariant(
                $"| {name} | {FireRound.Percentiles(round.Lateness)} | {round.Missing} | {round.Repeated} | {Seconds(round.Took)} | {round.Cpu.App:0.0} / {round.Cpu.Azurite:0.0} / {round.Cpu.Own:0.0} | {round.PeakBytes.Host >> 20} / {round.PeakBytes.Worker >> 20} |"));
            foreach (var (step, times) in profile ? round.Steps : new Dictionary<string, double[]>(StringComparer.Ordinal))
            {
                Console.WriteLine(Invariant($"| · {step} | {FireRound.Percentiles(times)} | | | | | |"));
            }
        }

        if (count)
        {
            Console.WriteLine();
            await FireCount.PrintAsync(agent, schedules, agents, perSecond: 0);
        }
    }

    /// <summary>Makes schedules through the API that run once.</summary>
    private static async Task<List<(string, DateTimeOffset)>> ImportAsync(BenchRig rig, int schedules, int agents, DateTimeOffset due)
    {
        var made = new List<(string, DateTimeOffset)>();
        foreach (var some in Enumerable.Range(0, schedules).Chunk(ImportAtMost))
        {
            var entries = some.Select(i => new { agent = BenchRig.NameOf(i % agents), name = Invariant($"imported {i}"), at = due.ToString("s", CultureInfo.InvariantCulture), zone = "UTC", message = "Say what has changed." });
            using var answer = await rig.App.Api.PostAsJsonAsync(new Uri("schedules/import?mode=create", UriKind.Relative), entries);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            answer.EnsureSuccessStatusCode();
            made.AddRange(body.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("id").GetString()!, due)));
        }

        return made;
    }

    internal static string Seconds(TimeSpan? time) => time is { } t ? Invariant($"{t.TotalSeconds:0.0}") : "not all were closed";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
