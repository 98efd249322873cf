using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>The agent's calls since a moment, by idempotency key.</summary>
internal sealed class Calls(DemoAgent agent)
{
    private readonly int _skip = agent.Calls.Count;

    public int Count => agent.Calls.Count - _skip;

    /// <summary>When each key was first called.</summary>
    public Dictionary<string, DateTimeOffset> First() =>
        agent.Calls.Skip(_skip).GroupBy(call => call.IdempotencyKey, StringComparer.Ordinal).ToDictionary(calls => calls.Key, calls => calls.Min(call => call.ReceivedAt), StringComparer.Ordinal);

    /// <summary>When calls arrived after a moment, in order.</summary>
    public IReadOnlyList<DateTimeOffset> Since(DateTimeOffset moment) => [.. agent.Calls.Skip(_skip).Select(call => call.ReceivedAt).Where(at => at > moment).Order()];

    /// <summary>How many calls these keys had.</summary>
    public int Of(IEnumerable<string> keys)
    {
        var these = keys.ToHashSet(StringComparer.Ordinal);
        return agent.Calls.Skip(_skip).Count(call => these.Contains(call.IdempotencyKey));
    }

    /// <summary>How many keys had a call that was answered while its caller was there.</summary>
    public int Answered() => agent.Calls.Skip(_skip).Where(call => call is { Status: 200, CallerLeft: false }).DistinctBy(call => call.IdempotencyKey).Count();

    /// <summary>Waits until so many keys have been called and nothing for as long as <paramref name="quiet"/>, or nothing for as long as <paramref name="patience"/>.</summary>
    public async Task SettleAsync(int keys, TimeSpan quiet, TimeSpan patience)
    {
        var (before, since) = (-1, DateTimeOffset.UtcNow);
        while (true)
        {
            if (Count != before)
            {
                (before, since) = (Count, DateTimeOffset.UtcNow);
            }

            var silent = DateTimeOffset.UtcNow - since;
            if (silent >= patience || (silent >= quiet && First().Count >= keys))
            {
                return;
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Waits until the agent has had so many calls.</summary>
    public Task ReachAsync(int count, TimeSpan patience) => agent.WaitForCallsAsync(_skip + count).WaitAsync(patience);
}
