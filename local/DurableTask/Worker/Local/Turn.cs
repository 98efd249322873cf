using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>The outcome of a turn, not saved yet.</summary>
/// <param name="State">the instance after it</param>
/// <param name="Actions">what the orchestrator asked for in this turn</param>
/// <param name="GoesOn">another turn follows at once (continue-as-new)</param>
internal sealed record TurnOutcome(InstanceState State, IReadOnlyList<HistoryEvent> Actions, bool GoesOn = false)
{
    /// <summary>One row says it all: nothing ends, and nothing is to be sent before it is written.</summary>
    public bool CanBeStartedWith => !GoesOn && !State.IsFinished && Actions.All(a => a.Kind != EventKind.EventSent);
}

/// <summary>One turn, without its writes: the state before, what has arrived, the state after.</summary>
internal sealed class Turn(
    Func<string, Func<TaskOrchestrationContext, Task<object?>>?> find, DataConverter converter, ILoggerFactory loggers)
{
    public TurnOutcome Run(InstanceState state, IReadOnlyList<HistoryEvent> arrived, DateTimeOffset now)
    {
        var fresh = state.Held.ToList();
        var known = state.Held.Concat(state.History).Select(e => e.MessageId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var answered = state.Held.Concat(state.History).Where(IsAnswer).Select(e => e.Id).ToHashSet();
        state = state with { UpdatedAt = now, Applied = [.. state.Applied.Union(arrived.Select(e => e.MessageId).OfType<string>(), StringComparer.Ordinal)] };
        foreach (var e in arrived)
        {
            switch (e.Kind)
            {
                case EventKind.Terminated:
                    return new(state with { Status = OrchestrationRuntimeStatus.Terminated, Output = e.Data, Held = [] }, []);
                case EventKind.Suspended:
                    state = state with { Status = OrchestrationRuntimeStatus.Suspended };
                    break;
                case EventKind.Resumed when state.Status == OrchestrationRuntimeStatus.Suspended:
                    state = state with
                    {
                        Status = state.History.Count == 0 ? OrchestrationRuntimeStatus.Pending : OrchestrationRuntimeStatus.Running,
                    };
                    break;
                case EventKind.EventRaised when e.MessageId is null || known.Add(e.MessageId):
                    fresh.Add(e);
                    break;
                // An answer counts once, and only for the execution that asked.
                case var _ when IsAnswer(e) && (e.Execution is null || string.Equals(e.Execution, state.Execution, StringComparison.Ordinal)) && answered.Add(e.Id):
                    fresh.Add(e with { Execution = null });
                    break;
            }
        }

        var waitsForStart = state.Status == OrchestrationRuntimeStatus.Pending && state.StartAt > now;
        if (waitsForStart || state.Status == OrchestrationRuntimeStatus.Suspended)
        {
            return new(state with { Held = fresh }, []);
        }

        // A resume that found nothing, or an answer that came twice.
        if (fresh.Count == 0 && state.History.Count > 0)
        {
            return new(state, []);
        }

        return Replay(state with { Held = [], Status = OrchestrationRuntimeStatus.Running }, fresh, now);
    }

    private static bool IsAnswer(HistoryEvent e) => e.Kind
        is EventKind.StepCompleted or EventKind.StepFailed or EventKind.TimerFired or EventKind.ChildCompleted or EventKind.ChildFailed;

    private TurnOutcome Replay(InstanceState state, List<HistoryEvent> fresh, DateTimeOffset now)
    {
        fresh.Insert(0, new(EventKind.Turn) { Time = now.UtcDateTime });
        var result = find(state.Name) is { } orchestrator
            ? Replayer.Run(state, fresh, orchestrator, converter, loggers)
            : Missing(state);
        var after = state with { History = [.. state.History, .. fresh, .. result.Actions], CustomStatus = result.CustomStatus };
        return result.Ending switch
        {
            null => new(after, result.Actions),
            { Next: { } next } => new(
                state with
                {
                    Execution = Guid.NewGuid().ToString("N"),
                    Version = next.Version,
                    CreatedAt = now,
                    Input = next.Input,
                    CustomStatus = result.CustomStatus,
                    History = [],
                    Held = next.Carried,
                },
                result.Actions,
                GoesOn: true),
            var end => new(after with { Status = end.Status, Output = end.Output, Failure = end.Failure }, result.Actions),
        };
    }

    private static TurnResult Missing(InstanceState state)
    {
        var text = $"no orchestrator \"{state.Name}\" is registered";
        return new([], state.CustomStatus, new(
            OrchestrationRuntimeStatus.Failed, text, new("OrchestratorTaskNotFound", text, null, null, null)));
    }
}
