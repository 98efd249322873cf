using System.Globalization;
using System.Net;

namespace AgentSched.Bench;

/// <summary>
/// Somebody who uses an agent all the time: asks for runs under keys of its own, asks again under the same key, takes runs back, and
/// changes schedules without changing when they fire. Each request is repeated until somebody answers.
/// </summary>
internal sealed class ChaosCaller(ChaosClient client, ChaosAgent agent, int seed, ChaosCounts counts)
{
    private readonly Random _random = new(seed);
    private readonly List<(string Key, string Path, object? Body)> _asked = [];

    /// <summary>The run that each key's request was answered with; null: refused with 429.</summary>
    public Dictionary<string, string?> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>What was answered that should not have been.</summary>
    public List<string> Problems { get; } = [];

    public async Task CallAsync(DateTimeOffset until)
    {
        while (DateTimeOffset.UtcNow < until)
        {
            await (_random.Next(20) switch
            {
                < 9 => LaunchAsync($"agents/{agent.Name}/runs", new { message = string.Create(CultureInfo.InvariantCulture, $"[{agent.Name}] asked for [slow {_random.Next(600)}ms]"), maxCostUsdPerRun = 0.01 }),
                < 13 => LaunchAsync($"agents/{agent.Name}/schedules/{agent.Schedules[_random.Next(3)]}/trigger", null),
                < 16 => RepeatAsync(),
                < 18 => CancelAsync(),
                _ => EditAsync(),
            });
            await Task.Delay(_random.Next(500, 5000));
        }
    }

    private Task LaunchAsync(string path, object? body)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{agent.Name}-{_asked.Count}");
        _asked.Add((key, path, body));
        return AskAsync(key, path, body);
    }

    private async Task RepeatAsync()
    {
        if (_asked.Count > 0)
        {
            var (key, path, body) = _asked[_random.Next(_asked.Count)];
            await AskAsync(key, path, body);
            counts.Add("request repeated under its key");
        }
    }

    private async Task AskAsync(string key, string path, object? body)
    {
        var (status, answer) = await client.SendAsync(HttpMethod.Post, path, agent.Key, body, key);
        counts.Add($"request for a run answered with {(int)status}");
        if (status is not (HttpStatusCode.Accepted or HttpStatusCode.TooManyRequests))
        {
            Problems.Add($"{path} under {key} answered {(int)status}: {answer?.ToJsonString()}");
            return;
        }

        // A run that was accepted may be refused later on, when its budget is spent; a repeat says so.
        var run = status == HttpStatusCode.Accepted ? (string?)answer!["runId"] : null;
        if (Answers.TryGetValue(key, out var before) && before is not null && run is not null && before != run)
        {
            Problems.Add($"{path} under {key} made {before}, and {run} when it was repeated");
        }

        Answers[key] = run ?? before;
    }

    private async Task CancelAsync()
    {
        if (_asked.Count > 0 && Answers.GetValueOrDefault(_asked[^1].Key) is { } run)
        {
            var (status, answer) = await client.SendAsync(HttpMethod.Post, $"agents/{agent.Name}/runs/{run}/cancel", agent.Key);
            Expect("cancel", status, answer?.ToJsonString(), HttpStatusCode.OK, HttpStatusCode.Conflict);
        }
    }

    private async Task EditAsync()
    {
        var description = string.Create(CultureInfo.InvariantCulture, $"edit {_random.Next()}");
        var (status, answer) = await client.SendAsync(HttpMethod.Patch, $"agents/{agent.Name}/schedules/{agent.Schedules[_random.Next(4)]}", agent.Key, new { description });
        Expect("edit", status, answer?.ToJsonString(), HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed);
    }

    private void Expect(string what, HttpStatusCode status, string? answer, params ReadOnlySpan<HttpStatusCode> allowed)
    {
        counts.Add($"{what} answered with {(int)status}");
        if (!allowed.Contains(status))
        {
            Problems.Add($"{what} answered {(int)status}: {answer}");
        }
    }
}
