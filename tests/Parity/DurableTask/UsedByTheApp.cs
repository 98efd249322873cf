using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Parity.DurableTask;

/// <summary>What the app's run starter, orchestrator and sweep use that no other file shows.</summary>
[Trait("shows", "originals")]
public sealed class UsedByTheApp(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_orchestrator_reads_its_input_itself_in_every_turn()
    {
        await using var app = await StartAsync();
        var end = await app.RunAsync("Read", new Ticket("r1", 3));
        Assert.Equal("r1/3 one r1/3", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_input_that_was_not_given_reads_as_null()
    {
        await using var app = await StartAsync();
        Assert.Equal("none one none", (await app.RunAsync("Read")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_instance_is_looked_up_without_its_input()
    {
        await using var app = await StartAsync();
        Assert.Null(await app.Client.GetInstanceAsync("r1", Cancel));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new Ticket("r1", 1), new StartOrchestrationOptions("r1"), Cancel);
        await app.Client.WaitForInstanceStartAsync(id, Cancel);
        var running = (await app.Client.GetInstanceAsync(id, Cancel))!;
        Assert.Equal(("r1", true, false, null), (running.InstanceId, running.IsRunning, running.IsCompleted, running.SerializedInput));
    }

    [Fact]
    public async Task Terminating_without_an_output_ends_the_instance_with_none()
    {
        await using var app = await StartAsync();
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new Ticket("r1", 1), Cancel);
        await app.Client.WaitForInstanceStartAsync(id, Cancel);
        await app.Client.TerminateInstanceAsync(id, Cancel);
        var end = await app.EndOfAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, true, null), (end.RuntimeStatus, end.IsCompleted, end.SerializedOutput));
    }

    private Task<DurableApp> StartAsync() => DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
        .AddOrchestratorFunc<string>("Read", async context =>
        {
            var first = Text(context.GetInput<Ticket>());
            var step = await context.CallActivityAsync<string>("One");
            return $"{first} {step} {Text(context.GetInput<Ticket>())}";
        })
        .AddOrchestratorFunc<string>("Wait", context => context.WaitForExternalEvent<string>("Go"))
        .AddActivityFunc<string>("One", _ => "one"));

    private static string Text(Ticket? ticket) => ticket is null ? "none" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ticket.Run}/{ticket.Attempt}");

    private sealed record Ticket(string Run, int Attempt);
}
