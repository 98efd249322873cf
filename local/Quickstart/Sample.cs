using System.Net;

namespace AgentSched.Quickstart;

/// <summary>The sample agent and schedule of the first start.</summary>
internal static class Sample
{
    public const string Agent = "demo";
    private const string Schedule = "every-minute";

    /// <summary>Registers the agent at its current address, and creates the schedule unless it exists. Returns the schedule's id.</summary>
    public static async Task<string?> EnsureAsync(AppClient app, Uri agent, CancellationToken cancel)
    {
        await app.SendAsync(HttpMethod.Put, $"api/agents/{Agent}", new { kind = "trinity", url = agent.AbsoluteUri.TrimEnd('/'), maxConcurrent = 4, queueDepth = 20 }, cancel);
        var schedule = new { name = Schedule, cron = "* * * * *", zone = "UTC", message = "Look through the inbox and sum it up. [slow 800ms]" };
        if (await app.SendAsync(HttpMethod.Post, $"api/agents/{Agent}/schedules", schedule, cancel, HttpStatusCode.Conflict) is { } made)
            return made.GetProperty("id").GetString();

        var list = await app.SendAsync(HttpMethod.Get, $"api/agents/{Agent}/schedules", null, cancel);
        return list!.Value.GetProperty("items").EnumerateArray()
            .Where(s => string.Equals(s.GetProperty("name").GetString(), Schedule, StringComparison.Ordinal))
            .Select(s => s.GetProperty("id").GetString()).FirstOrDefault();
    }
}
