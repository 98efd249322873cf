namespace AgentSched.Parity.DurableTask;

[Trait("shows", "originals")]
public sealed class EventTests(AzuriteFixture azurite)
{
    private sealed record Reply(string Text, int Code);

    [Fact]
    public async Task An_event_reaches_the_one_that_waits_whatever_the_case_of_its_name()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<Reply>("Main", context => context.WaitForExternalEvent<Reply>("Answer")));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await app.Client.WaitForInstanceStartAsync(id);
        await app.Client.RaiseEventAsync(id, "ANSWER", new Reply("fine", 200));
        Assert.Equal(new Reply("fine", 200), (await app.EndOfAsync(id)).ReadOutputAs<Reply>());
    }

    [Fact]
    public async Task Events_are_kept_in_order_until_they_are_waited_for()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Main", async context =>
            {
                await context.WaitForExternalEvent<string>("Go");
                var all = string.Empty;
                for (var i = 0; i < 4; i++)
                {
                    all += await context.WaitForExternalEvent<string>("Letter");
                }

                return all;
            }));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        foreach (var letter in new[] { "a", "b", "c", "d" })
        {
            await app.Client.RaiseEventAsync(id, "Letter", letter);
        }

        await app.Client.RaiseEventAsync(id, "Go", "now");
        Assert.Equal("abcd", (await app.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_may_come_before_its_instance()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<int>("Main", context => context.WaitForExternalEvent<int>("Number")));
        await app.Client.RaiseEventAsync("early", "Number", 5);
        var end = await app.RunAsync("Main", options: new("early"));
        Assert.Equal(5, end.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Waiting_with_a_timeout_ends_with_a_cancelled_task_and_swallows_no_later_event()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Main", async context =>
            {
                var result = string.Empty;
                try
                {
                    await context.WaitForExternalEvent<string>("Word", TimeSpan.FromMilliseconds(100));
                }
                catch (TaskCanceledException)
                {
                    result = "late ";
                }

                context.SetCustomStatus("timed out");
                return result + await context.WaitForExternalEvent<string>("Word", TimeSpan.FromMinutes(5));
            }));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await app.UntilAsync(id, one => one.SerializedCustomStatus is not null);
        await app.Client.RaiseEventAsync(id, "Word", "hello");
        var end = await app.EndOfAsync(id);
        Assert.Equal("late hello", end.ReadOutputAs<string>());
        Assert.True(end.LastUpdatedAt - end.CreatedAt < TimeSpan.FromMinutes(1)); // the second timer was cancelled
    }

    [Fact]
    public async Task Of_two_that_wait_for_one_name_the_newer_is_served_first()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Main", async context =>
            {
                var older = context.WaitForExternalEvent<string>("Word");
                var newer = context.WaitForExternalEvent<string>("Word");
                await Task.WhenAll(older, newer);
                return $"{older.Result} {newer.Result}";
            }));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await app.Client.RaiseEventAsync(id, "Word", "first");
        await app.Client.RaiseEventAsync(id, "Word", "second");
        Assert.Equal("second first", (await app.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_orchestration_sends_an_event_to_another()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Listener", context => context.WaitForExternalEvent<string>("Word"))
            .AddOrchestratorFunc<string, int>("Speaker", (context, to) =>
            {
                context.SendEvent(to, "Word", "from " + context.InstanceId);
                return Task.FromResult(1);
            }));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Listener");
        await app.RunAsync("Speaker", id, new("speaker-1"));
        Assert.Equal("from speaker-1", (await app.EndOfAsync(id)).ReadOutputAs<string>());
    }
}
