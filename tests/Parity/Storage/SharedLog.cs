using System.Collections.Concurrent;

namespace AgentSched.Parity.Storage;

/// <summary>
/// What writers were told who append tokens of their own to one text under its ETag. The text itself says who wrote, in which order and how often.
/// </summary>
internal sealed class SharedLog
{
    private readonly ConcurrentDictionary<string, Outcome> _told = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _overwritten = new(StringComparer.Ordinal);

    public static string Append(string log, string token) => log.Length == 0 ? token : $"{log},{token}";

    public static List<string> Tokens(string log) => [.. log.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    /// <param name="token">The writer's, used once.</param>
    /// <param name="outcome">What it was told.</param>
    /// <param name="before">What it had read and appended to.</param>
    /// <param name="after">What is stored now.</param>
    /// <param name="answerLost">Whether a try of this write was carried out without an answer.</param>
    public void Add(string token, Outcome outcome, string before, string after, Func<bool> answerLost)
    {
        Assert.True(_told.TryAdd(token, outcome));
        if (outcome != Outcome.Conflict)
            return;

        // A rival must have written: before us, or on top of a write of ours whose answer was lost. The latter nobody can tell from the row.
        Assert.NotEqual(before, after);
        var now = Tokens(after);
        Assert.False(string.Equals(now[^1], token, StringComparison.Ordinal), $"{token}: a conflict was reported, but the write is there and nobody else wrote");
        if (now.Contains(token, StringComparer.Ordinal))
        {
            Assert.True(answerLost(), $"{token}: a conflict was reported, but the write is there and no answer was lost");
            _overwritten[token] = true;
        }
    }

    public void Check(string log, int atLeast)
    {
        var tokens = Tokens(log);
        Assert.Equal(tokens.Count, tokens.Distinct(StringComparer.Ordinal).Count());
        Assert.All(_told.Where(t => t.Value == Outcome.Done), t => Assert.Contains(t.Key, tokens));
        Assert.All(tokens, token => Assert.True(_told[token] != Outcome.Conflict || _overwritten.ContainsKey(token), $"{token}: a conflict was reported, and yet it was written"));
        Assert.True(_told.Values.Count(o => o == Outcome.Done) >= atLeast, $"only {tokens.Count} writes succeeded");
    }
}
