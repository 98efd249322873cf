using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AgentSched.Engine.Calls;

/// <summary>
/// Orchestration of one run: calls the agent; if the reply allows a retry, waits and calls again; if the agent will call
/// back, waits for that. Steps and callbacks close the run themselves, so the orchestration lives only as long as there is
/// something to wait for. While it waits, it consists of a few rows.
/// </summary>
public static class RunOrchestrator
{
    /// <summary>Retries after failures of the app (storage, a stopped host), not of the agent: the same attempt, under the same idempotency key.</summary>
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

            ticket = ticket with { Failures = ticket.Failures + 1, RetryAt = result.RetryAt, AnswerUntil = result.AnswerUntil, Spent = result.Spent, Calls = result.Calls };
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
#pragma warning disable CA1849, MA0042, S6966 // CancelAsync leaves the orchestrator's thread: the engine would not see the orchestration end before the timer fires
            stopTimer.Cancel();
#pragma warning restore CA1849, MA0042, S6966
        }
    }
}
