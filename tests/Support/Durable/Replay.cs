using Microsoft.DurableTask;

namespace AgentSched.Tests.Support;

/// <summary>The app's orchestrators and steps, and how their data becomes text: no object is ever shared.</summary>
internal interface IDurableCode
{
    Task<object?> RunOrchestratorAsync(TaskOrchestrationContext context);

    Task<string?> RunStepAsync(string name, string? json);

    string? Serialize(object? value);

    T? Deserialize<T>(string? json);

    Microsoft.Extensions.Logging.ILoggerFactory Loggers { get; }
}

/// <summary>What a turn led to.</summary>
internal sealed record ReplayOutcome(
    IReadOnlyList<DurableAction> NewActions, IReadOnlySet<int> CancelledTimers, bool Ended, string? Output = null, TaskFailureDetails? Failure = null);

/// <summary>
/// Runs an orchestrator from the top against all that it has been told, and then what is fresh. It must ask for the same things in the
/// same order as before, and go on only when a task of its context ends, on the thread of the turn; otherwise the instance fails.
/// </summary>
internal static class Replay
{
    public const string Astray =
        "the orchestrator awaited something that is not a task of its context, or went on off its thread (ConfigureAwait(false), Task.Run, CancelAsync, I/O)";

    public static ReplayOutcome Run(DurableInstance instance, IReadOnlyList<DurableEvent> fresh, IDurableCode code)
    {
        var context = new ReplayContext(instance, code);
        try
        {
            using (context.Enter())
            {
                return Run(instance, fresh, code, context);
            }
        }
        catch (Exception e)
        {
            return Fail(context, e);
        }
    }

    private static ReplayOutcome Run(DurableInstance instance, IReadOnlyList<DurableEvent> fresh, IDurableCode code, ReplayContext context)
    {
        var (task, endedInside) = ((Task<object?>?)null, false);
        context.IsReplayingNow = instance.History.Count > 0;
        foreach (var (what, isFresh) in instance.History.Select(e => (e, false)).Concat(fresh.Select(e => (e, true))))
        {
            context.IsReplayingNow &= !isFresh;
            context.Tell(what);
            if (task is null && what is DurableEvent.Begun)
            {
                task = code.RunOrchestratorAsync(context);
                _ = task.ContinueWith(_ => endedInside = context.IsInside, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }

        context.CheckComplete();
        if (task!.IsCompleted ? !endedInside : !context.Waits)
        {
            throw new InvalidOperationException(Astray);
        }

        if (!task.IsCompleted || context.HasOpenTasks)
        {
            return new ReplayOutcome(context.NewActions, context.CancelledTimers, Ended: false);
        }

        return task.IsCompletedSuccessfully
            ? new ReplayOutcome([], context.CancelledTimers, Ended: true, code.Serialize(task.Result))
            : Fail(context, task.Exception?.InnerExceptions[0] ?? new TaskCanceledException(task));
    }

    private static ReplayOutcome Fail(ReplayContext context, Exception e) =>
        new([], context.CancelledTimers, Ended: true, e.Message, TaskFailureDetails.FromException(e));
}
