using Microsoft.Extensions.DependencyInjection;

namespace Parity.Worker;

[Trait("shows", "originals")]
public sealed class TimerTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 30, TimeSpan.Zero);
    private readonly string _account = azurite.NewAccount();

    [Fact]
    public async Task A_timer_fires_on_schedule_and_shows_the_status_before_the_run()
    {
        var clock = new SettableClock(Start);
        await using var app = await StartAsync(clock);
        clock.MoveTo(Start.AddSeconds(30));
        Assert.Equal("minutely late=False last=00:00:00 next=08:01:00", await app.Journal.NextAsync("minutely"));
        await app.SettleAsync();
        clock.MoveTo(Start.AddSeconds(90));
        Assert.Equal("minutely late=False last=08:01:00 next=08:02:00", await app.Journal.NextAsync("minutely"));
    }

    [Fact]
    public async Task Ticks_that_fell_into_a_jump_of_the_clock_run_once()
    {
        var clock = new SettableClock(Start);
        await using var app = await StartAsync(clock);
        clock.MoveTo(Start.AddMinutes(10));
        await app.Journal.NextAsync("minutely");
        await app.SettleAsync();
        clock.MoveTo(Start.AddMinutes(10).AddSeconds(30));
        await app.Journal.NextAsync("minutely late=False");
        Assert.Equal(2, app.Journal.All.Count(entry => entry.StartsWith("minutely", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_stopped_app_missed_is_past_due_at_the_next_start()
    {
        var clock = new SettableClock(Start);
        await using (var app = await StartAsync(clock))
        {
            clock.MoveTo(Start.AddSeconds(30));
            await app.Journal.NextAsync("minutely");
            await app.SettleAsync();
        }

        var later = new SettableClock(Start.AddHours(1));
        await using var again = await StartAsync(later);
        Assert.Equal("minutely late=True last=08:01:00 next=08:02:00", await again.Journal.NextAsync("minutely"));
    }

    [Fact]
    public async Task A_tick_that_a_stop_cuts_off_is_past_due_at_the_next_start()
    {
        var clock = new SettableClock(Start);
        await using (var app = await StartAsync(clock))
        {
            app.Journal.Gates["minutely"] = new TaskCompletionSource();
            clock.MoveTo(Start.AddSeconds(30));
            await app.Journal.NextAsync("minutely");
            await app.StopAsync();
        }

        await using var again = await StartAsync(new SettableClock(Start.AddSeconds(35)));
        Assert.Equal("minutely late=True last=00:00:00 next=08:01:00", await again.Journal.NextAsync("minutely"));
    }

    [Fact]
    public async Task A_timer_may_run_at_start_and_a_frequent_one_keeps_no_status()
    {
        var clock = new SettableClock(Start);
        await using var app = await StartAsync(clock);
        Assert.Equal("atstart late=False", await app.Journal.NextAsync("atstart"));
        clock.MoveTo(Start.AddSeconds(10));
        Assert.Equal("often status=False", await app.Journal.NextAsync("often"));
    }

    [Fact]
    public async Task A_failed_tick_is_repeated_by_its_retry_attribute()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 3, 2, 2, 59, 59, TimeSpan.Zero));
        await using var app = await StartAsync(clock);
        var until = clock.GetUtcNow().AddSeconds(1);
        clock.MoveTo(until);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.Equal($"retried {attempt} of 2 late=False", await app.Journal.NextAsync("retried"));
            await clock.WhenTimersSetAsync(clock.TimersSet);
            clock.MoveTo(until = until.AddSeconds(2));
        }
    }

    [Fact]
    public async Task Only_one_process_of_an_app_runs_its_timers_and_the_next_takes_over()
    {
        var clock = new SettableClock(Start);
        var first = await StartAsync(clock);
        await using var second = await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["AzureWebJobsStorage"] = _account;
            builder.Services.AddSingleton<TimeProvider>(clock);
        }, timers: true);
        clock.MoveTo(Start.AddSeconds(30));
        await first.Journal.NextAsync("minutely");
        Assert.Empty(second.Journal.All);

        await first.DisposeAsync();
        await second.Journal.NextAsync("atstart");
    }

    [Theory] // Europe/Berlin: 2026-03-29 01:59 +01 is followed by 03:00 +02; 2026-10-25 02:59 +02 by 02:00 +01
    [InlineData("0 30 2 * * *", "2026-03-28T00:00Z", "2026-03-28T02:30:00")]
    [InlineData("0 30 2 * * *", "2026-03-29T00:10Z", "2026-03-29T03:30:00")] // left out by the jump, not lost
    [InlineData("0 30 4 * * *", "2026-03-29T00:10Z", "2026-03-29T04:30:00")]
    [InlineData("0 */30 * * * *", "2026-03-29T00:40Z", "2026-03-29T03:00:00")]
    [InlineData("0 30 2 * * *", "2026-10-25T00:40Z", "2026-10-26T02:30:00")] // a fixed time runs once
    [InlineData("0 */30 * * * *", "2026-10-25T00:40Z", "2026-10-25T02:00:00")] // an interval runs through the repeated hour
    [InlineData("30 2 * * *", "2026-01-01T00:00Z", "2026-01-01T02:30:00")]
    [InlineData("1.00:00:00", "2026-01-01T00:00Z", "2026-01-02T01:00:00")]
    public async Task A_schedule_follows_the_clock_of_its_zone(string schedule, string now, string next)
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["WEBSITE_TIME_ZONE"] = "Europe/Berlin";
            builder.Configuration["Zoned"] = schedule;
            builder.Services.AddSingleton<TimeProvider>(new SettableClock(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));
        });
        await app.TickAsync("Zoned");
        Assert.Equal("zoned " + next, await app.Journal.NextAsync("zoned"));
    }

    [Fact]
    public async Task A_timer_can_be_started_by_hand()
    {
        await using var app = await RunningApp.StartAsync();
        await app.TickAsync("Minutely");
        Assert.StartsWith("minutely late=False", await app.Journal.NextAsync("minutely"), StringComparison.Ordinal);
        using var answer = await app.Http.PostAsync(new Uri("../admin/functions/minutely", UriKind.Relative), null);
        Assert.Equal(202, (int)answer.StatusCode);
        await app.Journal.NextAsync("minutely");
    }

    /// <summary>Returns when all timers wait for the clock.</summary>
    private async Task<RunningApp> StartAsync(SettableClock clock)
    {
        var app = await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["AzureWebJobsStorage"] = _account;
            builder.Services.AddSingleton<TimeProvider>(clock);
        }, timers: true);
        await clock.WhenTimersSetAsync(5);
        return app;
    }
}
