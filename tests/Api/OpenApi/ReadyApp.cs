using System.Collections.Concurrent;
using AgentSched.Tests.Support;
using HttpStatusCode = System.Net.HttpStatusCode;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>What there must be so that every path leads somewhere.</summary>
internal static class ReadyApp
{
    /// <summary>An app with an agent, its webhook, a schedule, a run that has ended and a backfill, which the paths name.</summary>
    public static async Task<Caller> StandAsync(TestApp app, ApiClient? by = null, object? agent = null)
    {
        by ??= app.Api;
        var caller = new Caller(app.Harness.Address);
        await app.Api.PutAsync("agents/alice", agent ?? new { url = app.Agent.Address }, HttpStatusCode.Created);
        (caller.Place["agent"], caller.Place["owner"]) = ("alice", "ann");
        caller.Place["runId"] = (string)(await by.PostAsync("agents/alice/runs", new { message = "hello" }, HttpStatusCode.Accepted))["runId"]!;
        await app.SettleAsync();
        caller.Place["id"] = (string)(await by.PostAsync("agents/alice/schedules", new { name = "one", every = "P1D", message = "hello" }, HttpStatusCode.Created))["id"]!;
        caller.Place["backfillId"] = (string)(await by.PostAsync(
            $"agents/alice/schedules/{caller.Place["id"]}/backfill", new { from = "2026-01-01T00:00:00Z", to = "2026-01-02T00:00:00Z" }, HttpStatusCode.Accepted))["id"]!;
        caller.Place["webhookId"] = (string)(await app.Api.PostAsync("agents/alice/webhooks", new { url = app.Agent.Address, on = new[] { "missed" } }, HttpStatusCode.Created))["id"]!;
        await app.SettleAsync();
        return caller;
    }

    /// <summary>Calls, and adds to <paramref name="wrong"/> what the document does not say. Null: the call went wrong.</summary>
    public static async Task<Answered?> TryAsync(Func<Task<Answered>> call, ConcurrentQueue<string> wrong, string what)
    {
        try
        {
            return await call();
        }
        catch (Xunit.Sdk.XunitException e)
        {
            wrong.Enqueue($"{what}: {e.Message}");
            return null;
        }
    }
}
