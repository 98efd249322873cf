using AgentSched.Base;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>
/// Walks every operation of the document on the running app: its example is accepted, and what comes back is what the document says, to
/// the field.
/// </summary>
[Trait("shows", "access")]
public sealed class WalkTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_operation_takes_its_example_and_answers_as_documented()
    {
        await using var app = await TestApp.StartAsync(azurite);
        app.Services.GetRequiredService<IOptions<AgentSchedOptions>>().Value.PublicUrl = app.Harness.Address; // the port is known only now
        using var caller = new Caller(app.Harness.Address);
        await caller.CallAsync("ready", 503, key: string.Empty); // no tick yet
        app.Clock.Advance(TimeSpan.FromSeconds(10)); // so long the answer is kept
        await app.TickAsync();
        var missing = await Walk.AllAsync(new Walked(app.Agent, app.Storage, app.SettleAsync, () => app.Clock.Advance(TimeSpan.FromSeconds(10))), caller);
        output.WriteLine($"{caller.Seen.Count} operations and statuses: {string.Join(", ", caller.Seen)}");
        Assert.Equal([], missing);
    }
}
