using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Year;

/// <summary>Orchestrations as one process sees them; what they do is up to <see cref="Calls"/>.</summary>
internal sealed class MemoryDurable(Calls calls, Faults faults) : BareDurable("year")
{
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        await faults.BeforeAsync("start");
        calls.Start(options!.InstanceId!, input!);
        faults.AfterWrite();
        return options.InstanceId!;
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        await faults.BeforeAsync("instance");
        return calls.StatusOf(instanceId) is { } status
            ? new OrchestrationMetadata("any", instanceId) { RuntimeStatus = status, SerializedInput = calls.InputOf(instanceId) }
            : null;
    }

    public override async Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        await faults.BeforeAsync("terminate");
        calls.Terminate(instanceId);
        faults.AfterWrite();
    }
}
