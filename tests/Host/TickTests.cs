using System.Net;
using AgentSched.Demo;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>Ticks run in one host at a time; when it dies, another takes over. Work comes due every two seconds and is claimed when it is due, so claims show when ticks ran.</summary>
[Collection(nameof(ByItself))]
[Trait("shows", "one-world")]
public sealed class TickTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Schedules = 14;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    private static readonly Dictionary<string, string> Settings = new(AppProcess.Hasty) { ["AgentSched__LookAhead"] = "00:00:00" };

    [Fact]
    public async Task Ticks_are_back_within_twenty_seconds_of_a_kill_of_the_host() => await Task.WhenAll(KillAsync(isWaiting: true), KillAsync(isWaiting: false));

    private async Task KillAsync(bool isWaiting)
    {
        var cancel = TestContext.Current.CancellationToken;
        var storage = azurite.TakeConnectionString();
        await using var agent = await DemoAgent.StartAsync(cancellationToken: cancel);
        await using var victim = await AppProcess.StartAsync(storage, Settings);
        await victim.Api.RegisterAgentAsync("alice", agent.Address, maxConcurrent: 32, queueDepth: 100);
        await Eventually.SeeAsync(() => Task.FromResult(victim.Output.Contains(TwoHostsTests.Ticks, StringComparison.Ordinal) ? "it ticks" : null), Back, () => victim.Output);
        await using var waiting = isWaiting ? await AppProcess.StartAsync(storage, Settings) : null;
        var first = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 6);
        var due = Enumerable.Range(0, Schedules).Select(i => first + i * Every).ToList();
        await Task.WhenAll(due.Select(at => victim.Api.PostAsync(
            "agents/alice/schedules", new { name = $"{at:HHmmss}", at = at.ToString("s"), zone = "UTC", message = "say hello" }, HttpStatusCode.Created)));
        await agent.WaitForCallsAsync(3, cancel);

        var killedAt = DateTimeOffset.UtcNow;
        victim.KillHost();
        await using var fresh = isWaiting ? null : await AppProcess.StartAsync(storage, Settings);
        var after = (waiting ?? fresh)!;
        var rows = new Rows(storage);
        var runs = await Eventually.SeeAsync(
            async () => (await rows.OfKindAsync('x')) is { Count: Schedules } all && all.All(run => run.GetDateTimeOffset("FinishedAt") is not null) ? all : null,
            due[^1] - DateTimeOffset.UtcNow + Recovery,
            () => after.Output);

        var claims = runs.Select(run => (Due: run.GetDateTimeOffset("DueTime")!.Value, ClaimedAt: run.GetDateTimeOffset("ClaimedAt")!.Value)).ToList();
        var silence = claims.Where(claim => claim.ClaimedAt > killedAt).Min(claim => claim.ClaimedAt) - killedAt;
        var latest = claims.Where(claim => claim.Due > killedAt).Max(claim => claim.ClaimedAt - claim.Due);
        output.WriteLine($"{(isWaiting ? "a host that waited" : "a fresh host")}: first claim {silence.TotalSeconds:0.0} s after the kill, latest {latest.TotalSeconds:0.0} s after its second");
        Assert.True(silence <= Back, $"{(isWaiting ? "a host that waited" : "a fresh host")}: first claim {silence.TotalSeconds:0.0} s after the kill");
        Assert.True(latest <= Back, $"claimed {latest.TotalSeconds:0.0} s after its second");
        Assert.All(runs, run => Assert.Equal("Succeeded", run.GetString("Status")));
        var fromThenOn = runs.Where(run => run.GetDateTimeOffset("DueTime") > killedAt).Select(run => run.GetString("RunId")!).ToHashSet();
        Assert.Equal(fromThenOn.Count, agent.Calls.Count(call => fromThenOn.Contains(call.IdempotencyKey)));
        await rows.AssertAtRestAsync();
        await FeedCheck.AssertAsync(storage);
    }
}
