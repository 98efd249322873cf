using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Worker.Local;

/// <content>Steps and children: started after the write that says so, again after a crash, until their answer is part of the history.</content>
internal sealed partial class Engine
{
    private readonly CancellationTokenSource _stopSteps = new();

    private void QueueSteps(LiveInstance instance)
    {
        foreach (var scheduled in OpenActions.Of(instance.State, EventKind.StepScheduled))
        {
            if (!_stopping && instance.Steps.TryAdd((instance.State.Execution, scheduled.Id), true))
            {
                var execution = instance.State.Execution;
                var busy = Busy.Begin();
                _stepQueue.Add(() => RunStepAsync(instance, execution, scheduled, busy));
            }
        }
    }

    private async Task RunStepAsync(LiveInstance instance, string execution, HistoryEvent scheduled, BusyCount.Scope busy)
    {
        using (busy)
        {
            // Without the lease its instance may be another's by now; it is not if the row could be written under this process's new id.
            while (!_lease.IsHeld || !IsMine(instance.Owner))
            {
                if (_stopping || instance.IsGone)
                {
                    return;
                }

                await Task.Delay(50, CancellationToken.None);
            }

            if (_stopping || instance.IsGone)
            {
                return;
            }

            if (await AnswerAsync(instance, scheduled) is { } answer)
            {
                Post(instance, answer with { Id = scheduled.Id, Execution = execution });
            }
        }
    }

    /// <summary>Null when the process stops and the step gave up for that: it runs again elsewhere.</summary>
    private async Task<HistoryEvent?> AnswerAsync(LiveInstance instance, HistoryEvent scheduled)
    {
        if (_tasks.FindActivity(scheduled.Name!) is not { } run)
        {
            var text = $"no activity \"{scheduled.Name}\" is registered";
            return new(EventKind.StepFailed) { Failure = new("ActivityTaskNotFound", text, null, null, null) };
        }

        try
        {
            var result = await run(new(instance.InstanceId, scheduled.Name!, scheduled.Id, scheduled.Data), _stopSteps.Token);
            return new(EventKind.StepCompleted) { Data = _options.Converter.Serialize(result) };
        }
        catch (OperationCanceledException) when (_stopSteps.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            return new(EventKind.StepFailed) { Failure = TaskFailureDetails.FromException(e) };
        }
    }

    private void StartChildren(LiveInstance parent, IEnumerable<HistoryEvent> created, bool taken)
    {
        foreach (var action in created)
        {
            var link = new ParentLink(parent.InstanceId, parent.State.Name, parent.State.Execution, action.Id);
            var child = NewInstance(action.Other!, action.Name!, action.Data) with { Parent = link };
            var busy = Busy.Begin();
            _ = Task.Run(() => StartChildAsync(parent, child, link, taken, busy));
        }
    }

    private async Task StartChildAsync(LiveInstance parent, InstanceState child, ParentLink link, bool taken, BusyCount.Scope busy)
    {
        using (busy)
        {
            try
            {
                // Of an instance that was taken over, the child may have been started, and may have ended, before.
                if (await PersistAsync(link.InstanceId, () => TryStartChildAsync(child, link, taken)) is { } answer)
                {
                    Post(parent, answer);
                }
            }
            catch (OperationCanceledException) when (_halt.IsCancellationRequested)
            {
                // Started by the next owner of the parent.
            }
            catch (Exception e)
            {
                Post(parent, new(EventKind.ChildFailed)
                {
                    Id = link.TaskId,
                    Execution = link.Execution,
                    Failure = TaskFailureDetails.FromException(e),
                });
            }
        }
    }

    /// <summary>The same child at each try: an insert whose answer got lost is then known as our own.</summary>
    private async Task<HistoryEvent?> TryStartChildAsync(InstanceState child, ParentLink link, bool taken)
    {
        if (taken && await _store.ReadActiveAsync(child.InstanceId, _halt.Token) is null && await FindAnswerAsync() is { } before)
        {
            return before;
        }

        while (true)
        {
            if (await _store.InsertAsync(child, _lease.WorkerId, _halt.Token) is { } saved)
            {
                Adopt(child, saved, taken: false);
                return null;
            }

            if (await _store.ReadActiveAsync(child.InstanceId, _halt.Token) is { } other)
            {
                return other.State.Parent == link ? null : throw new OrchestrationAlreadyExistsException(child.InstanceId, other.State.Status);
            }

            // What held the id has just ended: this child, or another one that leaves the id to it.
            if (await FindAnswerAsync() is { } answer)
            {
                return answer;
            }
        }

        async Task<HistoryEvent?> FindAnswerAsync() =>
            await _store.ReadDoneAsync(child.InstanceId, _halt.Token) is { } done && done.State.Parent == link ? ChildAnswer(done.State, link) : null;
    }

    public InstanceState NewInstance(string instanceId, string name, string? input) => new()
    {
        InstanceId = instanceId,
        Name = name,
        Input = input,
        Execution = Guid.NewGuid().ToString("N"),
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private static HistoryEvent ChildAnswer(InstanceState child, ParentLink parent)
    {
        var failure = child.Status switch
        {
            OrchestrationRuntimeStatus.Completed => null,
            OrchestrationRuntimeStatus.Terminated => new TaskFailureDetails(
                "Terminated", $"the sub-orchestration \"{child.InstanceId}\" was terminated", null, null, null),
            _ => child.Failure,
        };
        return new(failure is null ? EventKind.ChildCompleted : EventKind.ChildFailed)
        {
            Id = parent.TaskId,
            Execution = parent.Execution,
            Data = failure is null ? child.Output : null,
            Failure = failure,
            MessageId = NameBasedGuid.Create(child.Execution).ToString("N"),
        };
    }
}
