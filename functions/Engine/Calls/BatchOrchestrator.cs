using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AgentSched.Engine.Calls;

/// <summary>
/// Runs that are due together, durably: one step waits for their second, calls their agents side by side and closes each run as its reply
/// arrives. What is worth another attempt, or waits for a callback, goes on in a <see cref="RunOrchestrator"/> of its own.
/// </summary>
public static class BatchOrchestrator
{
    /// <summary>Takes a <see cref="RunBatch"/>; the instance id is the batch's.</summary>
    [Function(OrchestrationNames.OfBatch)]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync(nameof(RunSteps.CallTogether), context.GetInput<RunBatch>(), RunOrchestrator.StepOptions);
}
