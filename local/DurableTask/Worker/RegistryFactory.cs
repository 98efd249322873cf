using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask.Worker;

/// <summary>Makes the tasks of a registry.</summary>
internal sealed class RegistryFactory(DurableTaskRegistry registry) : IDurableTaskFactory
{
    private readonly Dictionary<TaskName, Func<IServiceProvider, ITaskOrchestrator>> _orchestrators = registry.GetOrchestrators().ToDictionary();
    private readonly Dictionary<TaskName, Func<IServiceProvider, ITaskActivity>> _activities = registry.GetActivities().ToDictionary();

    public IEnumerable<TaskName> Orchestrators => _orchestrators.Keys;

    public IEnumerable<TaskName> Activities => _activities.Keys;

    public bool TryCreateOrchestrator(
        TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
    {
        orchestrator = _orchestrators.TryGetValue(name, out var make) ? make(serviceProvider) : null;
        return orchestrator is not null;
    }

    public bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
    {
        activity = _activities.TryGetValue(name, out var make) ? make(serviceProvider) : null;
        return activity is not null;
    }
}
