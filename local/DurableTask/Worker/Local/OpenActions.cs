namespace Microsoft.DurableTask.Worker.Local;

/// <summary>What a stored instance waits for.</summary>
internal static class OpenActions
{
    /// <summary>Actions of this kind that have no answer and were not cancelled.</summary>
    public static IReadOnlyList<HistoryEvent> Of(InstanceState state, EventKind kind)
    {
        var closed = state.History.Concat(state.Held)
            .Where(e => e.Kind is EventKind.StepCompleted or EventKind.StepFailed or EventKind.TimerFired or EventKind.TimerCancelled
                or EventKind.ChildCompleted or EventKind.ChildFailed)
            .Select(e => e.Id)
            .ToHashSet();
        return [.. state.History.Where(e => e.Kind == kind && !closed.Contains(e.Id))];
    }
}
