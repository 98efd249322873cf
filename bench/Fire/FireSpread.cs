using System.Globalization;
using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>So many schedules due in each second, minute after minute: whether the app keeps up, or falls behind further and further.</summary>
internal static class FireSpread
{
    private const int Minute = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(int perSecond, int seconds, int agents, bool count)
    {
        await using var agent = await DemoAgent.StartAsync();
        FireRound round;
        DateTimeOffset first;
        var minutes = seconds / Minute;
        await using (var rig = await BenchRig.OpenAsync(agents, agent.Address))
        {
            // Each comes due once a minute; those of one second belong to as many agents as there are.
            first = BenchRig.MinuteAfter(TimeSpan.FromSeconds(75 + (perSecond * Minute / 50)));
            var made = await rig.InsertAsync(0, perSecond * Minute, i => BenchRig.NameOf(i / Minute % agents), i => first.AddSeconds(i % Minute), TimeSpan.FromMinutes(1));
            await rig.StartAppAsync();
            var due = Enumerable.Range(0, minutes).SelectMany(minute => BenchRig.RunsOf(made, TimeSpan.FromMinutes(minute))).ToDictionary(StringComparer.Ordinal);
            round = await FireRound.FollowAsync(rig, agent, due, Patience);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perSecond} schedules due in each second, {perSecond * Minute:N0} in each minute, of {agents} agents; {BenchRig.Shards} shards; the app has not run anything before."));
        Console.WriteLine();
        Console.WriteLine("| lateness at the agent, seconds | p50 | p90 | p99 | max | called |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (var minute in Enumerable.Range(0, minutes))
        {
            var late = round.Late.Where(run => (int)(run.Due - first).TotalMinutes == minute).Select(run => run.Seconds).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| minute {minute + 1} | {FireRound.Percentiles(late)} | {late.Length:N0} |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| **all** | {FireRound.Percentiles(round.Lateness)} | {round.Late.Count:N0} |"));
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Never called within a minute after the last: {round.Missing}. Calls repeated: {round.Repeated}. From the first due time to the last close: {FireBench.Seconds(round.Took)} s. CPU s: app {round.Cpu.App:0.0}, Azurite {round.Cpu.Azurite:0.0}, agents {round.Cpu.Own:0.0}. MiB: host {round.PeakBytes.Host >> 20}, worker {round.PeakBytes.Worker >> 20}."));
        if (count)
        {
            Console.WriteLine();
            await FireCount.PrintAsync(agent, perSecond * Minute, agents, perSecond);
        }
    }
}
