using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AgentSched.Engine.Calls;

/// <summary>
/// One run, durably: call the agent; where the reply is worth another attempt, wait and call again; where the agent will call
/// back, wait for that. Steps and callbacks close the run themselves, so the orchestration only lives as long as there is
/// something to wait for, and while it waits it is a few rows and no more.
/// </summary>
public static class RunOrchestrator
{
    /// <summary>Failures of ours (storage, a stopped host), not of the agent: the same attempt again, under the same idempotency key.</summary>
    internal static readonly TaskOptions StepOptions = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 20, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <summary>Takes a <see cref="RunTicket"/>; the instance id is the run id.</summary>
    [Function(OrchestrationNames.OfRun)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var ticket = context.GetInput<RunTicket>()!;
        while (true)
        {
            if (ticket.AnswerUntil is { } until)
            {
                await WaitForAnswerAsync(context, ticket, until);
                return;
            }

            if (ticket.RetryAt is { } at)
            {
                await context.CreateTimer(at.UtcDateTime, CancellationToken.None);
            }

            var result = await context.CallActivityAsync<CallResult>(nameof(RunSteps.CallAgent), ticket, StepOptions);
            if (result.HasEnded)
            {
                return;
            }

            ticket = ticket with { Failures = ticket.Failures + 1, RetryAt = result.RetryAt, AnswerUntil = result.AnswerUntil, Spent = result.Spent };
        }
    }

    private static async Task WaitForAnswerAsync(TaskOrchestrationContext context, RunTicket ticket, DateTimeOffset until)
    {
        using var stopTimer = new CancellationTokenSource();
        var timeout = context.CreateTimer(until.UtcDateTime, stopTimer.Token);
        var answered = context.WaitForExternalEvent<string>(RunEvents.Answered);
        if (await Task.WhenAny(answered, timeout) == timeout)
        {
            await context.CallActivityAsync<string?>(nameof(RunSteps.GiveUpWaiting), ticket, StepOptions);
        }
        else
        {
#pragma warning disable CA1849, MA0042, S6966 // CancelAsync goes on off the orchestrator's thread: the engine would not see its end before the timer's
            stopTimer.Cancel();
#pragma warning restore CA1849, MA0042, S6966
        }
    }
}
