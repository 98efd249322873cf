using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AgentSched.Parity.DurableTask;

[Trait("shows", "originals")]
public sealed class TimeTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_timer_is_never_early_and_the_time_of_the_context_moves_with_it()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<TimeSpan>("Main", async context =>
            {
                var before = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromMilliseconds(300), CancellationToken.None);
                return context.CurrentUtcDateTime - before;
            }));
        var end = await app.RunAsync("Main");
        Assert.InRange(end.ReadOutputAs<TimeSpan>(), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_timer_in_the_past_fires_at_once()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<int>("Main", async context =>
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None);
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                return 1;
            }));
        Assert.Equal(1, (await app.RunAsync("Main")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_cancelled_timer_does_not_hold_the_orchestration()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Main", async context =>
            {
                using var stop = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromHours(1), stop.Token);
                var step = context.CallActivityAsync<int>("Echo", 7);
                await Task.WhenAny(timer, step);
#pragma warning disable CA1849, MA0042, MA0045 // an orchestrator stays on its thread
                stop.Cancel();
#pragma warning restore CA1849, MA0042, MA0045
                return $"{timer.Status} {await step}";
            })
            .AddActivityFunc<int, int>("Echo", (_, i) => i));
        Assert.Equal("Canceled 7", (await app.RunAsync("Main")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_open_timer_holds_the_orchestration()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Main", async context =>
            {
                var timer = context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                await Task.WhenAny(timer, context.CallActivityAsync<int>("Echo", 7));
                return "early";
            })
            .AddActivityFunc<int, int>("Echo", (_, i) => i));
        var end = await app.RunAsync("Main");
        Assert.Equal("early", end.ReadOutputAs<string>());
        Assert.True(end.LastUpdatedAt - end.CreatedAt >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Time_and_ids_are_the_same_in_every_replay()
    {
        var times = new List<(DateTime Time, Guid First, Guid Second)>();
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                times.Add((context.CurrentUtcDateTime, context.NewGuid(), context.NewGuid()));
                await context.CallActivityAsync<int>("Echo", 1);
                await context.CallActivityAsync<int>("Echo", 2);
            })
            .AddActivityFunc<int, int>("Echo", (_, i) => i));
        await app.RunAsync("Main");
        Assert.Equal(3, times.Count);
        Assert.Single(times.Distinct());
        Assert.NotEqual(times[0].First, times[0].Second);
        Assert.Equal(DateTimeKind.Utc, times[0].Time.Kind);
    }

    [Fact]
    public async Task A_replay_safe_logger_writes_each_line_once()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                var logger = context.CreateReplaySafeLogger("Story");
                logger.LogInformation("before");
                await context.CallActivityAsync<int>("Echo", 1);
                logger.LogInformation("between");
                await context.CallActivityAsync<int>("Echo", 2);
                logger.LogInformation("after");
            })
            .AddActivityFunc<int, int>("Echo", (_, i) => i));
        await app.RunAsync("Main");
        Assert.Equal(
            ["Information Story: before", "Information Story: between", "Information Story: after"],
            app.Log.All.Where(line => line.Contains("Story", StringComparison.Ordinal)));
    }

    [Fact]
    [NeedsFunctionsHost("the instance hangs and nobody says why")]
    public async Task Going_on_off_the_orchestrators_thread_fails_clearly()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<int>("Main", async context =>
            {
                var one = await context.CallActivityAsync<int>("Echo", 1).ConfigureAwait(false);
                return one + await context.CallActivityAsync<int>("Echo", 2);
            })
            .AddActivityFunc<int, int>("Echo", (_, i) => i));
        var end = await app.RunAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.StartsWith("An invalid asynchronous invocation was detected", end.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    [NeedsFunctionsHost("the instance hangs and nobody says why")]
    public async Task Awaiting_what_is_not_the_contexts_fails_clearly()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc("Main", async _ => await Task.Delay(200)));
        var end = await app.RunAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.StartsWith("An invalid asynchronous invocation was detected", end.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }
}
