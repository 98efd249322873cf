using System.Diagnostics;
using Azure;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <content>Writes: tried until storage answers, and only while this process holds its lease.</content>
internal sealed partial class Engine
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>False when another process has taken the instance over; nothing that is known here counts then.</summary>
    private async Task<bool> SaveAsync(LiveInstance instance, InstanceState state)
    {
        var mark = Saved.NewMark();
        Saved? saved;
        try
        {
            saved = await PersistAsync(
                instance.InstanceId, () => _store.ReplaceAsync(instance.Saved, state, _lease.WorkerId, mark, _halt.Token));
        }
        catch (Exception e) when (IsRefused(e))
        {
            await FailAsync(instance, e);
            return false;
        }

        if (saved is null)
        {
            LogTakenOver(_logger, instance.InstanceId);
            Drop(instance);
            return false;
        }

        (instance.State, instance.Saved) = (state, saved);
        return true;
    }

    private async Task EndAsync(LiveInstance instance, InstanceState state)
    {
        instance.IsEnding = true;
        InstanceState recorded;
        try
        {
            recorded = await PersistAsync(instance.InstanceId, () => _store.FinishAsync(instance.Saved, state, _lease.WorkerId, _halt.Token));
        }
        catch (Exception e) when (IsRefused(e))
        {
            var refused = Refused(state, e);
            recorded = await PersistAsync(instance.InstanceId, () => _store.FinishAsync(instance.Saved, refused, _lease.WorkerId, _halt.Token));
        }

        _live.TryRemove(new(instance.InstanceId, instance));
        instance.Leave(recorded);
        await DeleteMessagesAsync(state.Applied.Union(instance.Unapplied(), StringComparer.Ordinal));
    }

    private async Task FailAsync(LiveInstance instance, Exception e)
    {
        var state = Refused(instance.State, e) with { UpdatedAt = Now };
        await SendAllAsync(state.Execution, new(state, []));
        await EndAsync(instance, state);
    }

    private async Task TryFailAsync(LiveInstance instance, Exception cause)
    {
        try
        {
            await FailAsync(instance, cause);
        }
        catch (Exception e)
        {
            // Its row stays; the next start of the hub takes it up.
            LogTurnFailed(_logger, instance.InstanceId, e);
            Drop(instance);
        }
    }

    /// <summary>Events to other instances, and the answer to the parent of one that ends.</summary>
    private async Task SendAllAsync(string execution, TurnOutcome outcome)
    {
        var state = outcome.State;
        foreach (var sent in outcome.Actions.Where(a => a.Kind == EventKind.EventSent))
        {
            await SendAsync(sent.Other!, new(EventKind.EventRaised)
            {
                Name = sent.Name,
                Data = sent.Data,
                MessageId = NameBasedGuid.Create($"{execution}|{sent.Id}").ToString("N"),
            });
        }

        if (state is { IsFinished: true, Parent: { } parent })
        {
            await SendAsync(parent.InstanceId, ChildAnswer(state, parent));
        }
    }

    private async Task SendAsync(string instanceId, HistoryEvent e) =>
        Signal(await PersistAsync(instanceId, () => _inbox.PutAsync(instanceId, e, _halt.Token)));

    /// <summary>Rows of messages that are part of what was just saved.</summary>
    private async Task ClearInboxAsync(LiveInstance instance)
    {
        if (instance.State.Applied.Count > 0 && await DeleteMessagesAsync(instance.State.Applied))
        {
            // Not worth a write of its own: the next one leaves them out.
            instance.State = instance.State with { Applied = [] };
        }
    }

    private async Task<bool> DeleteMessagesAsync(IEnumerable<string> messageIds)
    {
        try
        {
            foreach (var id in messageIds)
            {
                await _inbox.DeleteAsync(id, _halt.Token);
            }

            return true;
        }
        catch (Exception e) when (!_halt.IsCancellationRequested)
        {
            LogMessagesLeft(_logger, e);
            return false;
        }
    }

    private async Task<T> PersistAsync<T>(string instanceId, Func<Task<T>> write)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                while (!_lease.IsHeld)
                {
                    await Task.Delay(50, _halt.Token);
                }

                var asked = Stopwatch.GetTimestamp();
                var written = await write();
                _outage.Answered(asked);
                return written;
            }
            catch (Exception e) when (!IsRefused(e) && !_halt.IsCancellationRequested)
            {
                if (Outage.Is(e))
                {
                    _outage.Failed(e);
                }
                else
                {
                    LogWriteFailed(_logger, instanceId, pause, e);
                }

                await Task.Delay(pause, _halt.Token);
            }
        }
    }

    // What storage will never take, however often it is offered.
    private static bool IsRefused(Exception e) => e is InstanceTooLargeException or ArgumentException or RequestFailedException { Status: 400 or 413 };

    private static InstanceState Refused(InstanceState state, Exception e) => state with
    {
        Status = OrchestrationRuntimeStatus.Failed,
        Output = e.Message,
        Failure = TaskFailureDetails.FromException(e),
        CustomStatus = null,
        History = [],
        Held = [],
    };

    [LoggerMessage(9012, LogLevel.Information, "Orchestration {InstanceId} was taken over by another process")]
    private static partial void LogTakenOver(ILogger logger, string instanceId);

    [LoggerMessage(9013, LogLevel.Warning, "The state of orchestration {InstanceId} could not be written; next try in {Pause}")]
    private static partial void LogWriteFailed(ILogger logger, string instanceId, TimeSpan pause, Exception e);

    [LoggerMessage(9014, LogLevel.Information, "Messages that were applied could not be deleted; a later turn or poll does it")]
    private static partial void LogMessagesLeft(ILogger logger, Exception e);
}
