using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <content>Other processes: what they left behind, what they sent.</content>
internal sealed partial class Engine
{
    private const int TakeOversAtOnce = 16;

    private readonly ConcurrentDictionary<string, bool> _unreadable = new(StringComparer.Ordinal);

    private async Task TryPollAsync(CancellationToken cancel)
    {
        try
        {
            if (_lease.IsHeld)
            {
                var asked = Stopwatch.GetTimestamp();
                await PollOnceAsync(cancel);
                _outage.Answered(asked);
            }
        }
        catch (Exception e)
        {
            if (!cancel.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    private async Task PollOnceAsync(CancellationToken cancel)
    {
        await SettleDoubtsAsync(cancel);
        await RemoveStraysAsync(cancel);

        // Rows before processes: whoever wrote a row was registered by then, so the list that is read after it knows its owner.
        var foreign = await _store.ListForeignAsync(_lease.WorkerId, cancel);
        var workers = await _workers.ListAsync(cancel);
        var now = DateTimeOffset.UtcNow;
        bool IsAlive(string owner) => workers.TryGetValue(owner, out var until) && until > now;

        var free = foreign.Where(row => !IsAlive(row.Owner) && Find(row.InstanceId) is null);
        await Parallel.ForEachAsync(
            free,
            new ParallelOptions { MaxDegreeOfParallelism = TakeOversAtOnce, CancellationToken = cancel },
            async (row, _) => await TryTakeOverAsync(row.InstanceId, IsAlive, cancel));

        // Its row has done its duty once nothing bears its id.
        foreach (var gone in workers.Keys.Where(id => !IsAlive(id) && !foreign.Any(row => string.Equals(row.Owner, id, StringComparison.Ordinal))))
        {
            await _workers.RemoveAsync(gone, cancel);
        }

        await DeliverAsync(foreign.Select(row => row.InstanceId).ToHashSet(StringComparer.Ordinal), cancel);
    }

    private async Task DeliverAsync(HashSet<string> elsewhere, CancellationToken cancel)
    {
        var listedAt = DateTimeOffset.UtcNow;
        var messages = await _inbox.ListAsync(cancel);
        ForgetOrphans(listedAt, messages);
        foreach (var message in messages)
        {
            if (Find(message.InstanceId) is { } instance)
            {
                Post(instance, message.Event);
            }
            else if (!elsewhere.Contains(message.InstanceId))
            {
                await SortOrphanAsync(message, cancel);
            }
        }
    }

    // One row that cannot be read, of a later version perhaps, must not keep back all others.
    private async Task TryTakeOverAsync(string instanceId, Func<string, bool> isAlive, CancellationToken cancel)
    {
        try
        {
            await TakeOverAsync(instanceId, isAlive, cancel);
        }
        catch (Exception e) when (!Outage.Is(e))
        {
            if (_unreadable.TryAdd(instanceId, true))
            {
                LogUnreadable(_logger, instanceId, e);
            }
        }
    }

    private async Task TakeOverAsync(string instanceId, Func<string, bool> isAlive, CancellationToken cancel)
    {
        using var busy = Busy.Begin();
        if (await _store.ReadActiveAsync(instanceId, cancel) is not { } stored || isAlive(stored.Saved.Owner) || IsMine(stored.Saved.Owner))
        {
            return;
        }

        // Its process may have ended between recording the ending and removing the row.
        if (stored.Saved.Owner.Length > 0 && await _store.RemoveEndedAsync(stored, cancel))
        {
            return;
        }

        if (_lease.IsHeld && await ClaimAsync(stored, cancel) is { } saved)
        {
            LogTookOver(_logger, instanceId);
            Adopt(stored.State, saved, taken: true);
        }
    }

    private async Task<Saved?> ClaimAsync(StoredInstance stored, CancellationToken cancel)
    {
        try
        {
            return await _store.ReplaceAsync(stored.Saved, stored.State, _lease.WorkerId, Saved.NewMark(), cancel);
        }
        catch
        {
            Doubt(stored.State);
            throw;
        }
    }

    [LoggerMessage(9016, LogLevel.Information, "Orchestration {InstanceId} goes on in this process")]
    private static partial void LogTookOver(ILogger logger, string instanceId);

    [LoggerMessage(9019, LogLevel.Error, "Orchestration {InstanceId} cannot be taken over; it stays as it is, and the others go on")]
    private static partial void LogUnreadable(ILogger logger, string instanceId, Exception e);
}
