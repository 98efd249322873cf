using AgentSched.Engine.Ticks;
using AgentSched.Storage.Account;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Status;

/// <summary>Finds out whether the app can do its work: three requests, at most once in <see cref="Kept"/>, however many ask.</summary>
public sealed class Readiness(Heartbeat heartbeat, StorageClients clients, TimeProvider clock, ILogger<Readiness> logger)
{
    /// <summary>How long an answer is kept.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    /// <summary>Age of the last successful tick from which the app is not ready: ticks come each minute, and the heartbeat is up to half a minute behind.</summary>
    internal static readonly TimeSpan Late = TimeSpan.FromMinutes(3);

    /// <summary>Within this time each part must answer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task<ReadyReport>? _last;
    private DateTimeOffset _until;

    /// <summary>What was found out last, or is now.</summary>
    /// <param name="durable">The durable engine.</param>
    /// <param name="cancel">Ends the wait, not the checks: others may wait for them, too.</param>
    internal Task<ReadyReport> ReadAsync(DurableTaskClient durable, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_last is null || (_last.IsCompleted && clock.GetUtcNow() >= _until))
            {
                (_last, _until) = (CheckAsync(durable), clock.GetUtcNow() + Kept);
            }

            return _last.WaitAsync(cancel);
        }
    }

    private async Task<ReadyReport> CheckAsync(DurableTaskClient durable)
    {
        DateTimeOffset? lastTick = null;
        var table = FaultAsync("table", async cancel => lastTick = (await heartbeat.ReadAsync(cancel)).LastTickAt);
        var queue = FaultAsync("queue", cancel => clients.Runs.GetPropertiesAsync(cancel));
        var engine = FaultAsync("durable engine", cancel => durable.GetInstanceAsync("ready", cancel)); // no run has this id; it is looked up in the engine's store
        var answers = (await Task.WhenAll(table, queue, engine)).OfType<string>().ToList();
        var now = clock.GetUtcNow();
        if (answers.Count == 0 && !(now - lastTick < Late))
        {
            answers.Add("no tick has succeeded in the last three minutes");
        }

        return new ReadyReport(now, answers);
    }

    /// <returns>What is wrong. Null: it answers.</returns>
    private async Task<string?> FaultAsync(string part, Func<CancellationToken, Task> ask)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await ask(limit.Token).WaitAsync(limit.Token);
            return null;
        }
        catch (Exception e)
        {
            logger.NotReady(e, part);
            return $"the {part} does not answer";
        }
    }
}
