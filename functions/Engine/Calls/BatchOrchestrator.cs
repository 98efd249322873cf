using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AgentSched.Engine.Calls;

/// <summary>
/// Orchestration of runs that are due together: one step waits for their second, calls their agents concurrently and closes each run as its
/// reply arrives. A run that needs another attempt or waits for a callback continues in a <see cref="RunOrchestrator"/> of its own.
/// </summary>
public static class BatchOrchestrator
{
    /// <summary>Takes a <see cref="RunBatch"/>; the instance id is the batch id.</summary>
    [Function(OrchestrationNames.OfBatch)]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync(nameof(RunSteps.CallTogether), context.GetInput<RunBatch>(), RunOrchestrator.StepOptions);
}
