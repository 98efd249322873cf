using AgentSched.Year;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Tests.Support;

/// <summary>For tests that go on with runs themselves: what is started does nothing, and nothing is there.</summary>
internal sealed class NoDurable() : BareDurable("none")
{
    public override Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
        Task.FromResult(options!.InstanceId!);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult<OrchestrationMetadata?>(null);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) => Task.CompletedTask;
}
