using AgentSched.FunctionsHost.Functions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Local;

namespace AgentSched.FunctionsHost.Durable;

/// <summary>One replay of an orchestrator.</summary>
internal sealed class OrchestrationTurn(TaskOrchestrationContext context) : Trigger
{
    public TaskOrchestrationContext Context => context;
}

/// <summary>One call of an activity.</summary>
internal sealed class ActivityStep(DurableStep step) : Trigger
{
    public DurableStep Step => step;

    /// <summary>The hub lets steps end by themselves as long as it can, as a cut one is repeated.</summary>
    public override bool EndsWithHost => false;

    public override IReadOnlyDictionary<string, object?> Data { get; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = step.InstanceId, ["taskId"] = step.TaskId };
}
