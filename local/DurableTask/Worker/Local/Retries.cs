namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Attempts and the durable timers between them; all of it is replayed like any other code of the orchestrator.</summary>
internal static class Retries
{
    /// <summary>Nobody has such a task; another attempt finds nobody either.</summary>
    public static readonly string[] NotFound = ["ActivityTaskNotFound", "OrchestratorTaskNotFound"];

    public static Task<T> RunAsync<T>(ReplayContext context, TaskRetryOptions? retry, Func<Task<T>> attempt) =>
        retry is null ? attempt() : LoopAsync(context, retry, attempt);

    private static async Task<T> LoopAsync<T>(ReplayContext context, TaskRetryOptions retry, Func<Task<T>> attempt)
    {
        var first = context.CurrentUtcDateTime;
        for (var made = 1; ; made++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException failed) when (!NotFound.Contains(failed.FailureDetails.ErrorType, StringComparer.Ordinal))
            {
                var spent = context.CurrentUtcDateTime - first;
                if (retry.Handler is { } handler)
                {
                    if (!await handler(new(context, made, failed.FailureDetails, spent, CancellationToken.None)))
                    {
                        throw;
                    }
                }
                else if (IsWorthAnother(retry.Policy!, made, spent, failed.FailureDetails))
                {
                    await context.CreateTimer(retry.Policy!.DelayAfter(made), CancellationToken.None);
                }
                else
                {
                    throw;
                }
            }
        }
    }

    private static bool IsWorthAnother(RetryPolicy policy, int made, TimeSpan spent, TaskFailureDetails failure) =>
        made < policy.MaxNumberOfAttempts
        && (policy.RetryTimeout == Timeout.InfiniteTimeSpan || spent < policy.RetryTimeout)
        && policy.Handles(failure);
}
