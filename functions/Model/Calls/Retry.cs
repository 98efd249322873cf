using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>Decides whether and when a failed call is retried. Pure: the delay of a run is the same on every replay.</summary>
internal static class Retry
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    /// <summary>Delay before the next attempt; null: no further attempt.</summary>
    /// <param name="reply">The reply to the attempt.</param>
    /// <param name="run">The run, which limits the attempts; its id spreads the delays of runs that failed together.</param>
    /// <param name="attempt">The attempt that just ended, counted from 1.</param>
    public static TimeSpan? Delay(AgentReply reply, Run run, int attempt)
    {
        var isWorth = reply.Kind == ReplyKind.WorthAnotherAttempt || (reply.Kind == ReplyKind.TimedOut && run.RetryTimeouts);
        if (!isWorth || attempt > run.Retries)
        {
            return null;
        }

        if (reply.RetryAfter is { } asked)
        {
            return asked <= Run.LongestDelay ? asked : null; // a longer delay fails the run
        }

        // 5, 10, 20 s, each plus up to 50 %.
        var delay = FirstDelay * Math.Pow(2, attempt - 1);
        return delay + delay * (Spread(run.Id, attempt) / 2);
    }

    private static double Spread(RunId run, int attempt)
    {
        var hash = 17;
        foreach (var c in run.ToString())
        {
            hash = unchecked(hash * 31 + c);
        }

        return (uint)unchecked(hash * 31 + attempt) / (double)uint.MaxValue;
    }
}
