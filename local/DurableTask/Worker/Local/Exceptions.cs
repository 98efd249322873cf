using Microsoft.DurableTask.Client;

// The originals' clients throw and store these by name. DurableTask.Core is no package of the app, so they are internal here:
// the app tells them by name.
namespace DurableTask.Core.Exceptions
{
    /// <summary>An instance with this id is pending, running or suspended.</summary>
    internal sealed class OrchestrationAlreadyExistsException(string instanceId, OrchestrationRuntimeStatus status)
        : Exception($"an orchestration with instance id \"{instanceId}\" already exists: it is {status}");
}

namespace Microsoft.DurableTask.Worker.Local
{
    /// <summary>The orchestrator's code did something else than its history says.</summary>
    internal sealed class NonDeterministicOrchestrationException(string instanceId, HistoryEvent past, HistoryEvent? now)
        : Exception($"orchestration \"{instanceId}\" is not deterministic: action #{past.Id} was {Text(past)} and is now {Text(now)}")
    {
        public const string OriginalName = "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException";

        private static string Text(HistoryEvent? action) =>
            action is null ? "missing" : action.Name is { } name ? $"{action.Kind} \"{name}\"" : $"{action.Kind}";
    }
}
