using System.Collections.Concurrent;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>The orchestrators and activities of a hub. Names are equal without regard to case.</summary>
internal sealed class HubTasks
{
    private readonly ConcurrentDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Func<DurableStep, CancellationToken, Task<object?>>> _activities = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string name, Func<TaskOrchestrationContext, Task<object?>> run)
    {
        if (!_orchestrators.TryAdd(name, run))
        {
            throw new ArgumentException($"orchestrator \"{name}\" is registered already", nameof(name));
        }
    }

    public void Add(string name, Func<DurableStep, CancellationToken, Task<object?>> run)
    {
        if (!_activities.TryAdd(name, run))
        {
            throw new ArgumentException($"activity \"{name}\" is registered already", nameof(name));
        }
    }

    public Func<TaskOrchestrationContext, Task<object?>>? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public Func<DurableStep, CancellationToken, Task<object?>>? FindActivity(string name) => _activities.GetValueOrDefault(name);
}
