using System.Net;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Limits of owners are set by admins, and only admins let a run pass them.</summary>
[Trait("shows", "access-money")]
public sealed class OwnerApprovalTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_owner_does_not_approve_its_own_way_past_its_limit()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await AnnAsync(app, agentLimits: null);
        var held = await HeldAsync(app, ann);
        var (status, problem) = await ann.TryAsync(HttpMethod.Post, $"agents/alice/runs/{held}/approve", null);
        Assert.Equal(
            (HttpStatusCode.Forbidden, $"run \"{held}\" waits for the limits of its owner, ann, which admins set; only an admin can approve it"), (status, (string?)problem!["detail"]));
        await app.SweepAsync(TimeSpan.FromMinutes(2));
        await app.SettleAsync();
        Assert.Equal(("waiting", 1m), (await StatusAsync(app, held), await SpentAsync(ann)));
        await app.Api.PostAsync($"agents/alice/runs/{held}/approve");
        await app.SettleAsync();
        Assert.Equal(("succeeded", 1.25m), (await StatusAsync(app, held), await SpentAsync(ann)));
        await app.AssertAtRestAsync();
    }

    [Fact]
    public async Task Where_the_agent_s_limit_holds_it_too_its_owner_approves_that_part_and_an_admin_the_other()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var ann = await AnnAsync(app, agentLimits: new { dayUsd = 0.5 });
        var held = await HeldAsync(app, ann);
        const string Agents = "waits for approval; the agent's budget is spent: 1 of 0.5 USD spent today", Owners = "waits for approval; the budget of ann is spent: 1 of 1 USD spent this month";
        await app.SweepAsync(TimeSpan.FromMinutes(2));
        await app.SettleAsync();
        Assert.Equal(Agents, (string?)(await app.Api.GetAsync($"agents/alice/runs/{held}"))["sentence"]);
        var approved = await ann.PostAsync($"agents/alice/runs/{held}/approve");
        Assert.Equal(("waiting", Owners), ((string?)approved["status"], (string?)approved["sentence"])); // the approval that is missing
        await app.SweepAsync(TimeSpan.FromMinutes(2));
        await app.SettleAsync();
        Assert.Equal(Owners, (string?)(await app.Api.GetAsync($"agents/alice/runs/{held}"))["sentence"]);
        Assert.Equal(("waiting", 1m), (await StatusAsync(app, held), await SpentAsync(ann)));
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.TryAsync(HttpMethod.Post, $"agents/alice/runs/{held}/approve", null)).Status); // its part is done
        await app.Api.PostAsync($"agents/alice/runs/{held}/approve");
        await app.SettleAsync();
        Assert.Equal(("succeeded", 1.25m), (await StatusAsync(app, held), await SpentAsync(ann)));
        await app.AssertAtRestAsync();
    }

    private static async Task<ApiClient> AnnAsync(TestApp app, object? agentLimits)
    {
        var ann = await app.CallerAsync("ann");
        await app.Api.PutAsync("owners/ann/limits", new { monthUsd = 1, onLimit = "approve" });
        await ann.PutAsync("agents/alice", new { url = app.Agent.Address, limits = agentLimits, onLimit = "approve" }, HttpStatusCode.Created);
        return ann;
    }

    /// <summary>Spends the whole budget; returns the run that waits after that.</summary>
    private static async Task<string> HeldAsync(TestApp app, ApiClient ann)
    {
        await ann.PostAsync("agents/alice/runs", new { message = "x [cost 1]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        var held = await ann.PostAsync("agents/alice/runs", new { message = "y [cost 0.25]" }, HttpStatusCode.Accepted);
        Assert.Equal("waiting", (string?)held["status"]);
        return (string)held["runId"]!;
    }

    private static async Task<string?> StatusAsync(TestApp app, string run) => (string?)(await app.Api.GetAsync($"agents/alice/runs/{run}"))["status"];

    private static async Task<decimal?> SpentAsync(ApiClient ann) => (decimal?)(await ann.GetAsync("owners/ann/limits"))["budget"]!["monthUsd"];
}
