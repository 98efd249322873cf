using System.Diagnostics;
using System.Text.Json;
using AgentSched.Base;
using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Runs;

/// <summary>Puts runs on the storage queue so that each becomes visible shortly before it is due.</summary>
public class RunQueue(StorageClients clients, IOptions<RunQueueOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7); // the service's own limit

    /// <summary>
    /// So many runs of one shard and second are worth a second more of lead: the transactions that open them come one after the other, and
    /// take half of that on two cores with Azurite in a process that has done it before.
    /// </summary>
    private const int RunsPerSecondOfLead = 64;

    private const int MostSecondsMore = 10;

    /// <summary>As long as an idle queue is not looked at (host.json, <c>maxPollingInterval</c>).</summary>
    private static readonly TimeSpan BetweenPolls = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long before its second a message is seen whose runs cannot have their slots before: shorter than <see cref="RunQueueOptions.Lead"/>,
    /// because whoever waits for that second takes a place among the messages that are worked on.
    /// </summary>
    internal TimeSpan LeadOfWaiting => options.Value.Lead < BetweenPolls ? options.Value.Lead : BetweenPolls;

    /// <summary>Sends runs of one shard: those of one second together, in the order of their ids, so that the rows of a message lie beside each other.</summary>
    internal Task SendAsync(string shard, IEnumerable<Run> runs, CancellationToken cancel) => Task.WhenAll(
        from second in runs.GroupBy(run => (run.NominalTime, run.DueTime))
        let lead = LeadOf(options.Value.Lead, second.Count())
        from batch in second.OrderBy(run => run.Id.ToString(), StringComparer.Ordinal).Chunk(RunRequest.MaxRuns)
        select SendAsync(new RunRequest(shard, second.Key.DueTime, batch.Select(run => run.Id.ToString()).ToList()), lead, cancel));

    /// <summary>Has those of them that wait for a moment looked at again when it comes.</summary>
    internal Task WakeAsync(string shard, IEnumerable<Run> runs, CancellationToken cancel) =>
        WakeAsync(shard, runs.Where(run => run is { Status: RunStatus.Waiting, NotBefore: not null }).Select(run => (run.Id, run.NotBefore!.Value)), cancel);

    internal Task WakeAsync(string shard, IEnumerable<(RunId Run, DateTimeOffset At)> runs, CancellationToken cancel) =>
        Task.WhenAll(runs.Select(run => SendAsync(new RunRequest(shard, run.At, [run.Run.ToString()]), LeadOfWaiting, cancel)));

    /// <summary>How long before their second runs become visible: longer where many come due together, so that all have their slots when it comes.</summary>
    /// <param name="lead">The setting. 0: none of them is seen early.</param>
    /// <param name="together">How many runs of one shard come due in that second.</param>
    internal static TimeSpan LeadOf(TimeSpan lead, int together) =>
        lead == TimeSpan.Zero ? lead : lead + TimeSpan.FromSeconds(Math.Min(together / RunsPerSecondOfLead, MostSecondsMore));

    /// <summary>Sends one message. Tests that simulate a year put their own queue here.</summary>
    internal virtual async Task SendAsync(RunRequest request, TimeSpan lead, CancellationToken cancel)
    {
        // Whole seconds, cut: what is seen early gets its slot and waits for its second (AheadRuns); what is seen late is late.
        var delay = request.DueTime - lead - clock.GetUtcNow();
        var visibleIn = TimeSpan.FromSeconds(Math.Floor(Math.Clamp(delay.TotalSeconds, 0, LongestDelay.TotalSeconds)));
        await clients.Runs.SendMessageAsync(JsonSerializer.Serialize(request with { TraceParent = Activity.Current?.Id }, Json.Options), visibleIn, Forever, cancel);
    }
}
