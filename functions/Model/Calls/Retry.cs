using System.Globalization;
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
    /// <param name="spending">What the attempts have cost and may cost.</param>
    public static TimeSpan? Delay(AgentReply reply, Run run, int attempt, RetrySpending spending = default)
    {
        if (!IsWorth(reply, run, attempt) || spending.IsOver)
        {
            return null;
        }

        if (reply.RetryAfter is { } asked)
        {
            return asked <= Run.LongestDelay ? asked : null; // a longer delay fails the run, see Explained
        }

        // 5, 10, 20 s, each plus up to 50 %.
        var delay = FirstDelay * Math.Pow(2, attempt - 1);
        return delay + delay * (Spread(run.Id, attempt) / 2);
    }

    /// <summary>The reply that ends a run, with the reason in its sentence if only money or the delay that the agent asks for rules out another attempt.</summary>
    public static AgentReply Explained(AgentReply reply, Run run, int attempt, RetrySpending spending = default) =>
        !IsWorth(reply, run, attempt) ? reply
            : spending.IsOver ? reply with { Sentence = $"{reply.Sentence}; it is not called again, because {spending.Words}" }
            : reply.RetryAfter is { } asked && asked > Run.LongestDelay
            ? reply with { Sentence = string.Create(CultureInfo.InvariantCulture, $"{reply.Sentence}; it asks to be called again after {asked.TotalSeconds:0} s (Retry-After), and a run waits for at most {Run.LongestDelay.TotalSeconds:0} s") }
            : reply;

    private static bool IsWorth(AgentReply reply, Run run, int attempt) =>
        (reply.Kind == ReplyKind.WorthAnotherAttempt || (reply.Kind == ReplyKind.TimedOut && run.RetryTimeouts)) && attempt <= run.Retries;

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
