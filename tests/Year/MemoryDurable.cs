using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Year;

/// <summary>Orchestrations as one process sees them; what they do is up to <see cref="Calls"/>.</summary>
internal sealed class MemoryDurable(Calls calls, Faults faults) : DurableTaskClient("year")
{
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        await faults.BeforeAsync("start");
        calls.Start((Runs.RunTicket)input!);
        faults.AfterWrite();
        return options!.InstanceId!;
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        await faults.BeforeAsync("instance");
        return calls.StatusOf(instanceId) is { } status ? new OrchestrationMetadata("RunOrchestrator", instanceId) { RuntimeStatus = status } : null;
    }

    public override async Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        await faults.BeforeAsync("terminate");
        calls.Terminate(instanceId);
        faults.AfterWrite();
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => throw Unused();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw Unused();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw Unused();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw Unused();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw Unused();

    public override Microsoft.DurableTask.AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw Unused();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static NotSupportedException Unused() => new("the app does not use this");
}
