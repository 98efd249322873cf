using System.Diagnostics;
using System.Text.Json;
using AgentSched.Base;
using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Runs;

/// <summary>Sends runs to the storage queue so that each becomes visible shortly before it is due.</summary>
public class RunQueue(StorageClients clients, IOptions<RunQueueOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7); // the service's limit

    /// <summary>
    /// Number of runs of one shard and second per additional second of lead: the transactions that open them run one after the other, and
    /// take half of that second on two cores with Azurite in a warm process.
    /// </summary>
    private const int RunsPerSecondOfLead = 64;

    private const int MostSecondsMore = 10;

    /// <summary>Polling interval of an idle queue (host.json, <c>maxPollingInterval</c>).</summary>
    private static readonly TimeSpan BetweenPolls = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Lead of a message whose runs cannot get their slots before they are due. At most the configured lead and <see cref="BetweenPolls"/>:
    /// a message that waits for its due time counts against the limit of concurrently processed messages.
    /// </summary>
    internal TimeSpan LeadOfWaiting => options.Value.Lead < BetweenPolls ? options.Value.Lead : BetweenPolls;

    /// <summary>Sends runs of one shard: runs of one second together, ordered by id, so that the rows of a message are adjacent.</summary>
    internal Task SendAsync(string shard, IEnumerable<Run> runs, CancellationToken cancel) => Task.WhenAll(
        from second in runs.GroupBy(run => (run.NominalTime, run.DueTime))
        let lead = LeadOf(options.Value.Lead, second.Count())
        from batch in second.OrderBy(run => run.Id.ToString(), StringComparer.Ordinal).Chunk(RunRequest.MaxRuns)
        select SendAsync(new RunRequest(shard, second.Key.DueTime, batch.Select(run => run.Id.ToString()).ToList()), lead, cancel));

    /// <summary>Sends a message for each run that is delayed, so that it is checked again when its delay ends. The sweep checks those that wait for a new day.</summary>
    internal Task WakeAsync(string shard, IEnumerable<Run> runs, CancellationToken cancel) =>
        WakeAsync(shard, runs.Where(run => run is { Status: RunStatus.Waiting, Reason: RunReason.BudgetNearlySpent, NotBefore: not null }).Select(run => (run.Id, run.NotBefore!.Value)), cancel);

    internal Task WakeAsync(string shard, IEnumerable<(RunId Run, DateTimeOffset At)> runs, CancellationToken cancel) =>
        Task.WhenAll(runs.Select(run => SendAsync(new RunRequest(shard, run.At, [run.Run.ToString()]), LeadOfWaiting, cancel)));

    /// <summary>How long before they are due runs become visible: longer if many are due together, so that all have their slots in time.</summary>
    /// <param name="lead">The setting. 0: no run becomes visible early.</param>
    /// <param name="together">How many runs of one shard are due in that second.</param>
    internal static TimeSpan LeadOf(TimeSpan lead, int together) =>
        lead == TimeSpan.Zero ? lead : lead + TimeSpan.FromSeconds(Math.Min(together / RunsPerSecondOfLead, MostSecondsMore));

    /// <summary>Sends one message. Tests that simulate a year override it.</summary>
    internal virtual async Task SendAsync(RunRequest request, TimeSpan lead, CancellationToken cancel)
    {
        // Rounded down to whole seconds: a run seen early gets its slot and waits until it is due (EarlyRuns); a run seen late is late.
        var delay = request.DueTime - lead - clock.GetUtcNow();
        var visibleIn = TimeSpan.FromSeconds(Math.Floor(Math.Clamp(delay.TotalSeconds, 0, LongestDelay.TotalSeconds)));
        await clients.Runs.SendMessageAsync(JsonSerializer.Serialize(request with { TraceParent = Activity.Current?.Id }, Json.Options), visibleIn, Forever, cancel);
    }
}
