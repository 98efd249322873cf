namespace Parity.Worker;

[Trait("shows", "originals")]
public sealed class StopTests
{
    [Fact]
    public async Task A_running_request_is_answered_before_the_host_ends()
    {
        await using var app = await RunningApp.StartAsync();
        var answer = app.Http.GetStringAsync("held");
        await app.Journal.NextAsync("held GET");
        var stop = app.StopAsync();
        Assert.False(stop.IsCompleted);
        app.Journal.Gates["held"].SetResult();
        Assert.Equal("let go", await answer);
        await stop;
    }

    [Fact]
    public async Task What_is_still_busy_is_named()
    {
        await using var app = await RunningApp.StartAsync();
        var answer = app.Http.GetStringAsync("held");
        await app.Journal.NextAsync("held GET");
        var error = await Assert.ThrowsAsync<TimeoutException>(() => app.SettleAsync(TimeSpan.FromMilliseconds(100)));
        Assert.Contains("Held runs", error.Message, StringComparison.Ordinal);
        app.Journal.Gates["held"].SetResult();
        await answer;
        await app.SettleAsync();
    }

    [Fact]
    public async Task Tokens_fire_when_the_host_stops()
    {
        await using var app = await RunningApp.StartAsync();
        using var response = await app.Http.GetAsync("events", HttpCompletionOption.ResponseHeadersRead);
        await app.StopAsync();
        await app.Journal.NextAsync("events ended");
    }
}
