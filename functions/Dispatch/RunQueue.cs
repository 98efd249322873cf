using System.Diagnostics;
using System.Text.Json;
using AgentSched.Http;
using AgentSched.Runs;
using AgentSched.Storage;
using Microsoft.Extensions.Options;

namespace AgentSched.Dispatch;

/// <summary>Puts runs on the storage queue so that each becomes visible shortly before it is due.</summary>
public class RunQueue(StorageClients clients, IOptions<DispatchOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7); // the service's own limit

    /// <summary>Sends runs of one shard: those of one second together, in the order of their ids, so that the rows of a message lie beside each other.</summary>
    internal Task SendAsync(string shard, IEnumerable<Run> runs, CancellationToken cancel) => Task.WhenAll(
        from second in runs.GroupBy(run => (run.NominalTime, run.DueTime))
        from batch in second.OrderBy(run => run.Id.ToString(), StringComparer.Ordinal).Chunk(RunRequest.MaxRuns)
        select SendAsync(new RunRequest(shard, second.Key.DueTime, batch.Select(run => run.Id.ToString()).ToList()), cancel));

    /// <summary>Has those of them that wait for a moment looked at again when it comes.</summary>
    internal Task WakeAsync(string shard, IEnumerable<Run> runs, CancellationToken cancel) =>
        WakeAsync(shard, runs.Where(run => run is { Status: RunStatus.Waiting, NotBefore: not null }).Select(run => (run.Id, run.NotBefore!.Value)), cancel);

    internal Task WakeAsync(string shard, IEnumerable<(RunId Run, DateTimeOffset At)> runs, CancellationToken cancel) =>
        Task.WhenAll(runs.Select(run => SendAsync(new RunRequest(shard, run.At, [run.Run.ToString()]), cancel)));

    /// <summary>Sends one message. Tests that simulate a year put their own queue here.</summary>
    internal virtual async Task SendAsync(RunRequest request, CancellationToken cancel)
    {
        // Whole seconds, cut: a message that is seen early waits for its second in RunStarter; one that is seen late is late.
        var delay = request.DueTime - options.Value.Lead - clock.GetUtcNow();
        var visibleIn = TimeSpan.FromSeconds(Math.Floor(Math.Clamp(delay.TotalSeconds, 0, LongestDelay.TotalSeconds)));
        await clients.Runs.SendMessageAsync(JsonSerializer.Serialize(request with { TraceParent = Activity.Current?.Id }, Json.Options), visibleIn, Forever, cancel);
    }
}
