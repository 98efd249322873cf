using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>Which failures are worth another call, and when it comes. Pure: the same run waits the same time on every replay.</summary>
internal static class Retry
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait before the next attempt; null: there is none.</summary>
    /// <param name="reply">What came back.</param>
    /// <param name="run">How often it may be tried; its id spreads the delays of runs that failed together.</param>
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
            return asked <= Run.LongestDelay ? asked : null; // who wants us back later than that has failed this run
        }

        // 5, 10, 20 s, each up to half as long again.
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
