using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace AgentSched.Bench;

/// <summary>Host and worker as processes on Azurite, with so many runs a second: what each holds after a full collection, time after time.</summary>
/// <param name="Runs">Calls that the agent had.</param>
/// <param name="HostBytes">Resident memory of the host.</param>
/// <param name="WorkerBytes">Resident memory of the worker.</param>
/// <param name="At">Since the first due time.</param>
internal sealed record ProcessMemory(int Runs, long HostBytes, long WorkerBytes, TimeSpan At)
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const long CollectHeap = 0x800000; // a session with this keyword begins with a full, blocking collection

    private const int Agents = 100, Minute = 60;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5); // memory that a collection frees is given back step by step
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Measures before the first run, and at so many equal parts of all runs.</summary>
    public static async Task<List<ProcessMemory>> MeasureAsync(int runs, int points, int perSecond, PlainAgent agent)
    {
        await using var rig = await BenchRig.OpenAsync(Agents, agent.Address);
        var due = BenchRig.MinuteAfter(TimeSpan.FromSeconds(75 + (perSecond * Minute / 50)));
        await rig.InsertAsync(0, perSecond * Minute, i => BenchRig.NameOf(i / Minute % Agents), i => due.AddSeconds(i % Minute), TimeSpan.FromMinutes(1));
        await rig.StartAppAsync();
        var (before, measured) = (agent.Calls, new List<ProcessMemory>());
        for (var point = 0; point <= points; point++)
        {
            var giveUp = DateTimeOffset.UtcNow + Patience + TimeSpan.FromSeconds(runs / points / perSecond * 5);
            while (agent.Calls - before < (long)runs * point / points)
            {
                await Task.Delay(200);
                if (DateTimeOffset.UtcNow > giveUp)
                {
                    throw new TimeoutException($"the app does not keep up with {perSecond} runs a second: {agent.Calls - before} after {DateTimeOffset.UtcNow - due}");
                }
            }

            var at = DateTimeOffset.UtcNow - due;
            await Task.WhenAll(CollectAsync(rig.App.Host), CollectAsync(rig.App.Worker));
            measured.Add(new ProcessMemory(agent.Calls - before, rig.App.Host.WorkingSet64, rig.App.Worker.WorkingSet64, at));
        }

        return measured;
    }

    private static async Task CollectAsync(Process process)
    {
        using var session = new DiagnosticsClient(process.Id).StartEventPipeSession(new EventPipeProvider(Runtime, EventLevel.Informational, CollectHeap), requestRundown: false);
        var reading = session.EventStream.CopyToAsync(Stream.Null);
        await Task.Delay(Settling);
        session.Stop();
        await reading;
    }
}
