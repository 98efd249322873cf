using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AgentSched.Runs;

/// <summary>
/// One run, durably: call the agent; where the reply is worth another attempt, wait and call again. The step closes the run
/// itself, so the orchestration only lives as long as there is something to wait for.
/// </summary>
public static class RunOrchestrator
{
    // Failures of ours (storage, a stopped host), not of the agent: the same attempt again, under the same idempotency key.
    private static readonly TaskOptions StepOptions = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 20, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <summary>Takes a <see cref="RunTicket"/>; the instance id is the run id.</summary>
    [Function(nameof(RunOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var ticket = context.GetInput<RunTicket>()!;
        for (var attempt = 1; ; attempt++)
        {
            var result = await context.CallActivityAsync<CallResult>(nameof(RunSteps.CallAgent), new CallStep(ticket, attempt), StepOptions);
            if (result.RetryAfter is not { } delay)
            {
                return;
            }

            await context.CreateTimer(context.CurrentUtcDateTime + delay, CancellationToken.None);
        }
    }
}
