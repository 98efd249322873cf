using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>How an execution ended. With <see cref="Next"/> another one follows at once.</summary>
internal sealed record Ending(
    OrchestrationRuntimeStatus Status, string? Output = null, TaskFailureDetails? Failure = null, NextExecution? Next = null);

/// <summary>What the execution after a continue-as-new starts with.</summary>
internal sealed record NextExecution(string? Input, string? Version, IReadOnlyList<HistoryEvent> Carried);

/// <summary>What a turn added: its new actions in order, and the ending if there is one.</summary>
internal sealed record TurnResult(IReadOnlyList<HistoryEvent> Actions, string? CustomStatus, Ending? Ending);

/// <summary>
/// Runs an orchestrator from the top: first against its history, where its actions must be those of the past, then against what is
/// fresh. Events are delivered one at a time, and each runs all that it wakes before the next, so that every replay takes the same way.
/// </summary>
internal static class Replayer
{
    public static TurnResult Run(
        InstanceState state,
        IReadOnlyList<HistoryEvent> fresh,
        Func<TaskOrchestrationContext, Task<object?>> orchestrator,
        DataConverter converter,
        ILoggerFactory loggers)
    {
        var pump = new TurnPump();
        var context = new ReplayContext(state, converter, loggers, pump);
        Ending? ending = null;
        pump.Run(() =>
        {
            try
            {
                var run = new Orchestrator(orchestrator, context, pump);
                context.Replaying = state.History.Count > 0;
                foreach (var past in state.History)
                {
                    run.Apply(past);
                }

                context.Replaying = false;
                foreach (var e in fresh)
                {
                    run.Apply(e);
                }

                ending = run.Ending(converter);
            }
            catch (NonDeterministicOrchestrationException e)
            {
                var failure = TaskFailureDetails.FromException(e) with { ErrorType = NonDeterministicOrchestrationException.OriginalName };
                ending = new(OrchestrationRuntimeStatus.Failed, e.Message, failure);
            }
            catch (Exception e)
            {
                // A result that cannot be written as JSON, for one.
                ending = Fail(e);
            }
        });

        return new(
            ending is { Status: OrchestrationRuntimeStatus.Failed } ? [] : [.. context.NewActions],
            context.HasCustomStatus ? context.CustomStatus : state.CustomStatus,
            ending);
    }

    public static Ending Fail(Exception e) =>
        new(OrchestrationRuntimeStatus.Failed, e.Message, TaskFailureDetails.FromException(e));

    private sealed class Orchestrator(Func<TaskOrchestrationContext, Task<object?>> run, ReplayContext context, TurnPump pump)
    {
        private Task<object?>? _task;
        private bool _endedInside;

        public void Apply(HistoryEvent e)
        {
            switch (e.Kind)
            {
                case EventKind.Turn:
                    context.Now = e.Time!.Value;
                    Start();
                    break;
                case EventKind.StepScheduled or EventKind.TimerCreated or EventKind.TimerCancelled or EventKind.ChildCreated or EventKind.EventSent:
                    context.Match(e);
                    break;
                case EventKind.EventRaised:
                    context.Mailbox.Deliver(e);
                    break;
                case EventKind.StepCompleted or EventKind.StepFailed or EventKind.TimerFired or EventKind.ChildCompleted or EventKind.ChildFailed:
                    context.Answer(e);
                    break;
            }

            pump.Drain();
        }

        public Ending? Ending(DataConverter converter)
        {
            var task = _task!;
            if (task.IsCompleted ? !_endedInside : !context.HasOpenTasks && !context.Mailbox.HasWaiters)
            {
                return Fail(new InvalidOperationException(ReplayContext.Astray));
            }

            if (!task.IsCompleted || context.HasOpenTasks)
            {
                return null;
            }

            // A cancelled task has no exception; the original reports the one that waiting for it would throw.
            if (!task.IsCompletedSuccessfully)
            {
                return Fail(task.Exception?.InnerExceptions[0] ?? new AggregateException(new TaskCanceledException(task)));
            }

            return context.Next is { } next
                ? new(OrchestrationRuntimeStatus.Running, Next: new(next.Input, next.Version, next.KeepEvents ? context.Mailbox.Unread : []))
                : new(OrchestrationRuntimeStatus.Completed, converter.Serialize(task.Result));
        }

        private void Start()
        {
            if (_task is not null)
            {
                return;
            }

            try
            {
                _task = run(context);
            }
            catch (Exception e)
            {
                _task = Task.FromException<object?>(e);
            }

            _endedInside = _task.IsCompleted;
            _ = _task.ContinueWith(
                _ => _endedInside = pump.IsInside, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
        }
    }
}
