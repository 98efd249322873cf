using AgentSched.Year;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Tests.Support;

/// <summary>What functions get for <c>[DurableClient]</c>; refuses what the Functions host refuses with the settings of host.json.</summary>
internal sealed class HarnessDurableClient(DurableStore store, DurableWorker worker, IDurableCode code) : BareDurable("harness")
{
    /// <summary>An id may be used again once its instance has ended (<c>overridableExistingInstanceStates</c>: NonRunningStates).</summary>
    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        if (options?.StartAt is not null)
        {
            throw Unused();
        }

        lock (store.Lock)
        {
            if (store.Instances.TryGetValue(id, out var existing) && !existing.IsCompleted)
            {
                throw new OrchestrationAlreadyExistsException($"An Orchestration instance with the status {existing.Status} already exists.");
            }

            var instance = new DurableInstance(orchestratorName.Name, id, code.Serialize(input), worker.Now);
            store.Instances[id] = instance;
            store.Give(instance, worker);
        }

        return Task.FromResult(id);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (store.Lock)
        {
            return Task.FromResult(store.Instances.GetValueOrDefault(instanceId)?.Describe(getInputsAndOutputs));
        }
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (store.Lock)
        {
            store.Post(Running(instanceId), new DurableEvent.Raised(eventName, code.Serialize(eventPayload)));
        }

        return Task.CompletedTask;
    }

    /// <summary>Steps that run are not stopped; nobody hears of their results.</summary>
    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (store.Lock)
        {
            Running(instanceId).End(OrchestrationRuntimeStatus.Terminated, code.Serialize(options?.Output), failure: null, worker.Now);
        }

        return Task.CompletedTask;
    }

    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (store.Lock)
        {
            return store.Instances.TryGetValue(instanceId, out var instance) && !instance.IsCompleted
                ? throw new InvalidOperationException($"instance \"{instanceId}\" is {instance.Status}; only what has ended can be purged")
                : Task.FromResult(new PurgeResult(store.Instances.Remove(instanceId) ? 1 : 0));
        }
    }

    private DurableInstance Running(string id) => store.Instances.GetValueOrDefault(id) switch
    {
        null => throw new ArgumentException($"no instance \"{id}\"", nameof(id)),
        { IsCompleted: true, Status: var status } => throw new InvalidOperationException($"instance \"{id}\" is {status}"),
        var instance => instance,
    };
}
