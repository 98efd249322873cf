using System.Collections.Concurrent;
using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentSched.Parity.DurableTask;

/// <summary>What only the local hub promises: its clock, its idleness, and storage that goes away for a while.</summary>
[Trait("shows", "local")]
public sealed class LocalHubTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Timers_and_the_time_of_a_turn_follow_the_hubs_clock()
    {
        var clock = new SetClock(new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));
        await using var hub = NewHub(azurite.TakeAccount(), clock);
        hub.AddOrchestrator("Main", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(10), CancellationToken.None);
            return context.CurrentUtcDateTime;
        });
        await hub.StartAsync(default);
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await hub.Client.WaitForInstanceStartAsync(id);
        await UntilAsync(() => hub.IsIdle);
        clock.Advance(TimeSpan.FromHours(9.9));
        await UntilAsync(() => hub.IsIdle);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        clock.Advance(TimeSpan.FromHours(0.1));
        var end = await hub.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Patience);
        Assert.Equal(new DateTime(2026, 1, 5, 19, 0, 0, DateTimeKind.Utc), end.ReadOutputAs<DateTime>());
        Assert.Equal(clock.GetUtcNow(), end.LastUpdatedAt);
    }

    [Fact]
    public async Task A_running_step_is_work_and_a_waiting_instance_is_not()
    {
        var go = new TaskCompletionSource();
        await using var hub = NewHub(azurite.TakeAccount(), TimeProvider.System);
        hub.AddOrchestrator("Main", async context =>
        {
            await context.CallActivityAsync("Slow");
            return await context.WaitForExternalEvent<string>("Word");
        });
        hub.AddActivity("Slow", async (_, _) =>
        {
            await go.Task;
            return null;
        });
        await hub.StartAsync(default);
        Assert.True(hub.IsIdle);
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await hub.Client.WaitForInstanceStartAsync(id);
        Assert.False(hub.IsIdle);
        go.SetResult();
        await UntilAsync(() => hub.IsIdle);
        await hub.Client.RaiseEventAsync(id, "Word", "x");
        await UntilAsync(() => hub.IsIdle);
        Assert.True((await hub.Client.GetInstanceAsync(id))!.IsCompleted);
    }

    [Fact]
    public async Task Storage_that_is_away_for_longer_than_the_lease_loses_no_result()
    {
        var away = false;
        var runs = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var began = new CountdownEvent(5);
        var go = new TaskCompletionSource();
        await using var hub = NewHub(azurite.TakeAccount(), TimeProvider.System, TimeSpan.FromSeconds(1.5), _ =>
        {
            if (Volatile.Read(ref away))
            {
                throw new IOException("away");
            }
        });
        hub.AddOrchestrator("Main", async context => await context.CallActivityAsync<string>("Slow") + await context.CallActivityAsync<string>("Next"));
        hub.AddActivity("Slow", async (step, _) =>
        {
            runs.AddOrUpdate(step.InstanceId, 1, (_, n) => n + 1);
            began.Signal();
            await go.Task;
            return "a";
        });
        hub.AddActivity("Next", (_, _) => Task.FromResult<object?>("b"));
        await hub.StartAsync(default);
        var ids = Enumerable.Range(0, 5).Select(i => $"away-{i}").ToList();
        await Task.WhenAll(ids.Select(id => hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions(id))));
        await Task.Run(() => began.Wait(Patience));
        Volatile.Write(ref away, true);
        go.SetResult();
        await Task.Delay(TimeSpan.FromSeconds(3));
        Volatile.Write(ref away, false);
        foreach (var id in ids)
        {
            Assert.Equal("ab", (await hub.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Patience)).ReadOutputAs<string>());
            Assert.Equal(1, runs[id]);
        }
    }

    [Fact]
    public async Task A_start_that_storage_carries_out_once_more_after_the_end_leaves_nothing_behind()
    {
        var account = azurite.TakeAccount();
        var table = DurableApp.Tables(account, null).GetTableClient("LocalDurableActive");
        var go = new TaskCompletionSource();
        var calls = 0;
        await using var hub = NewHub(account, TimeProvider.System, TimeSpan.FromSeconds(1));
        hub.AddOrchestrator("Main", async context => await context.CallActivityAsync<string>("Slow"));
        hub.AddActivity("Slow", async (_, _) =>
        {
            Interlocked.Increment(ref calls);
            await go.Task;
            return "done";
        });
        await hub.StartAsync(default);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions("late"));
        var late = Assert.Single(await RowsAsync());
        go.SetResult();
        await hub.Client.WaitForInstanceCompletionAsync("late").WaitAsync(Patience);
        await table.AddEntityAsync(late); // the request that was given up, and sent again at once
        for (var tries = 0; (await RowsAsync()).Count > 0; tries++)
        {
            Assert.True(tries < 300, "the row stays");
            await Task.Delay(100);
        }

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions("late")); // the id is free
        await hub.Client.WaitForInstanceCompletionAsync("late").WaitAsync(Patience);
        Assert.Equal(2, calls);

        async Task<List<TableEntity>> RowsAsync()
        {
            var rows = new List<TableEntity>();
            await foreach (var row in table.QueryAsync<TableEntity>())
            {
                rows.Add(row);
            }

            return rows;
        }
    }

    [Fact]
    public async Task A_slow_step_does_not_hold_up_others()
    {
        var go = new TaskCompletionSource();
        await using var hub = NewHub(azurite.TakeAccount(), TimeProvider.System);
        hub.AddOrchestrator("Slow", async context => await context.CallActivityAsync<string>("Slow"));
        hub.AddOrchestrator("Quick", async context => await context.CallActivityAsync<string>("Quick"));
        hub.AddActivity("Slow", async (_, _) =>
        {
            await go.Task;
            return "slow";
        });
        hub.AddActivity("Quick", (_, _) => Task.FromResult<object?>("quick"));
        await hub.StartAsync(default);
        var slow = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Slow");
        var quick = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => hub.Client.ScheduleNewOrchestrationInstanceAsync("Quick")));
        foreach (var id in quick)
        {
            await hub.Client.WaitForInstanceCompletionAsync(id).WaitAsync(Patience);
        }

        go.SetResult();
        await hub.Client.WaitForInstanceCompletionAsync(slow).WaitAsync(Patience);
    }

    [Fact]
    public async Task An_instance_too_large_to_store_fails_and_says_so()
    {
        await using var hub = NewHub(azurite.TakeAccount(), TimeProvider.System);
        hub.AddOrchestrator("Main", async context =>
        {
            for (var i = 0; i < 5; i++)
            {
                await context.CallActivityAsync<string>("Big");
            }

            return "done";
        });
        hub.AddActivity("Big", (_, _) => Task.FromResult<object?>(new string('x', 400_000)));
        await hub.StartAsync(default);
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        var end = await hub.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Patience);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("stores at most 1,500,000", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_timers_do_not_pile_up()
    {
        using var timers = new TimerQueue(TimeProvider.System);
        var fired = 0;
        timers.Add(DateTimeOffset.UtcNow.AddHours(2), () => fired++);
        for (var i = 0; i < 5000; i++)
        {
            timers.Add(DateTimeOffset.UtcNow.AddHours(1), () => fired++).Cancel();
        }

        Assert.InRange(timers.Count, 1, 1001);
        Assert.Equal(0, fired);
    }

    private static DurableHub NewHub(string account, TimeProvider clock, TimeSpan? lease = null, Action<string>? onRequest = null) => new(
        new()
        {
            HubName = "Local",
            Tables = DurableApp.Tables(account, onRequest),
            PollInterval = TimeSpan.FromMilliseconds(200),
            LeaseDuration = lease ?? TimeSpan.FromSeconds(10),
        },
        clock,
        NullLoggerFactory.Instance);

    private static async Task UntilAsync(Func<bool> reached)
    {
        for (var tries = 0; !reached(); tries++)
        {
            Assert.True(tries < 1000, "what was waited for did not come");
            await Task.Delay(10);
        }
    }

    /// <summary>Time that stands until it is moved; its timers are the system's, so that the hub must look by itself.</summary>
    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        private long _ticks = now.Ticks;

        public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }
}
