using System.Globalization;
using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Commands: who shall do what, and when.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class CommandsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T09:00:00Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("@alice check deprecated models every weekday at 9am", "alice", "check deprecated models", "0 9 * * 1-5")]
    [InlineData("@Alice: check deprecated models, every weekday at 9am", "alice", "check deprecated models", "0 9 * * 1-5")]
    [InlineData("@cron run nightly backup at midnight", null, "run nightly backup", "0 0 * * *")]
    [InlineData("@cron run nightly backup every night at midnight", null, "run nightly backup", "0 0 * * *")]
    [InlineData("@cron @alice check models every weekday at 9am", "alice", "check models", "0 9 * * 1-5")]
    [InlineData("every weekday at 9am @alice: check the models", "alice", "check the models", "0 9 * * 1-5")]
    [InlineData("Every weekday at 9am, @alice check the models", "alice", "check the models", "0 9 * * 1-5")]
    [InlineData("@alice every weekday at 9am check the models", "alice", "check the models", "0 9 * * 1-5")]
    [InlineData("@alice every day check the models at 9", "alice", "check the models", "0 9 * * *")]
    [InlineData("every monday @alice check the models at 9", "alice", "check the models", "0 9 * * 1")]
    [InlineData("please @alice check the models daily at 9", "alice", "check the models", "0 9 * * *")]
    [InlineData("@alice write the weekly report every monday at 9", "alice", "write the weekly report", "0 9 * * 1")]
    [InlineData("@alice write the weekly report at 9am on mondays", "alice", "write the weekly report", "0 9 * * 1")]
    [InlineData("@alice count to 10 every hour", "alice", "count to 10", "0 * * * *")]
    [InlineData("@alice check it every day at 9", "alice", "check it", "0 9 * * *")]
    [InlineData("@alice check every host daily at 9", "alice", "check every host", "0 9 * * *")]
    [InlineData("@my-agent.v2_x ping bob@example.com every 15 minutes", "my-agent.v2_x", "ping bob@example.com", "*/15 * * * *")]
    [InlineData("@alice close the books on the last day of the month at 18:00", "alice", "close the books", "0 18 L * *")]
    [InlineData("@alice check models every weekday at 9am please", "alice", "check models", "0 9 * * 1-5")]
    [InlineData("hey @alice check models daily at 9", "alice", "check models", "0 9 * * *")]
    [InlineData("check models @alice every day at 9", "alice", "check models", "0 9 * * *")]
    [InlineData("@alice check the weather in London every day at 8", "alice", "check the weather in London", "0 8 * * *")]
    [InlineData("@alice check a/b testing every 2 hours", "alice", "check a/b testing", "0 */2 * * *")]
    [InlineData("@alice daily report at 9", "alice", "daily report", "0 9 * * *")]
    [InlineData("@alice daily at 9 report the numbers", "alice", "report the numbers", "0 9 * * *")]
    [InlineData("@alice ping https://example.com/x?y=1 every 5 minutes", "alice", "ping https://example.com/x?y=1", "*/5 * * * *")]
    public void Repeated(string text, string? agent, string message, string cron)
    {
        Assert.True(Commands.TryRead(text, "Europe/Berlin", Now, out var command, out var notUnderstood), notUnderstood);
        Assert.Equal((agent, message), (command.Agent, command.Only?.Message));
        Assert.Equal(Cronos.CronExpression.Parse(cron), Cronos.CronExpression.Parse(command.Only!.Spec!.Cron!));
        Assert.Equal("Europe/Berlin", command.Only.Spec.Zone);
    }

    [Theory]
    [InlineData("@alice send the figures tomorrow at 17:00", "send the figures", "2026-11-22 17:00")]
    [InlineData("@alice send the figures in 2 hours", "send the figures", "2026-11-21 12:00")]
    [InlineData("tomorrow at 17:00 @alice send the figures", "send the figures", "2026-11-22 17:00")]
    [InlineData("@alice tomorrow at 17:00 send the figures", "send the figures", "2026-11-22 17:00")]
    [InlineData("@alice send the figures on 24 December at 18:00", "send the figures", "2026-12-24 18:00")]
    [InlineData("@alice tomorrow send the figures at 9", "send the figures", "2026-11-22 09:00")]
    [InlineData("@alice in 2 hours send the figures", "send the figures", "2026-11-21 12:00")]
    public void Once(string text, string message, string at)
    {
        Assert.True(Commands.TryRead(text, "Europe/Berlin", Now, out var command, out var notUnderstood), notUnderstood);
        Assert.Equal(("alice", message), (command.Agent, command.Only?.Message));
        Assert.Equal(DateTime.Parse(at, CultureInfo.InvariantCulture), command.Only!.Spec?.At);
    }

    [Theory]
    [InlineData("@alice check deprecated models", "check deprecated models")]
    [InlineData("@alice: check deprecated models", "check deprecated models")]
    [InlineData("@alice check every host now", "check every host")]
    [InlineData("@alice write the weekly report right now", "write the weekly report")]
    [InlineData("@alice say\n\"hello, world\"", "say\n\"hello, world\"")]
    [InlineData("@alice analyze 2026-11-20 now", "analyze 2026-11-20")]
    [InlineData("@alice check the weather in London", "check the weather in London")]
    [InlineData("@alice run the daily job", "run the daily job")]
    [InlineData("@alice review 30", "review 30")]
    public void At_once(string text, string message)
    {
        Assert.True(Commands.TryRead(text, "Europe/Berlin", Now, out var command, out var notUnderstood), notUnderstood);
        Assert.Equal(("alice", new CommandReading(message, null)), (command.Agent, command.Only));
    }

    [Theory]
    [InlineData("check deprecated models every weekday at 9am", "check deprecated models every weekday at 9am")]
    [InlineData("", "")]
    [InlineData("@alice", "@alice")]
    [InlineData("every day at 9 @alice", "every day at 9 @alice")]
    [InlineData("@cron run nightly backup", "run nightly backup")] // no time, and no agent to run it at once
    [InlineData("@alice check models at 25:00", "25:00")]
    [InlineData("@alice check models at 25:00 every day", "25:00")]
    [InlineData("@alice check models every weekdey at 9am", "every weekdey")]
    [InlineData("@alice check models tomorow at 17:00", "tomorow")]
    [InlineData("@alice check models tomorrow", "tomorrow")]
    [InlineData("@alice check models every 0 minutes", "every 0 minutes")]
    [InlineData("whenever you like @alice check models", "whenever you like")]
    [InlineData("@alice check models every day at 9 CET", "CET")]
    [InlineData("@alice check models every morning", "morning")]
    [InlineData("@alice clean up twice a day", "twice a day")]
    [InlineData("@alice run the tests at night", "night")]
    [InlineData("@cron check models now", "check models now")] // no agent to run it at once
    public void What_is_not_understood_is_quoted(string text, string words)
    {
        Assert.False(Commands.TryRead(text, "Europe/Berlin", Now, out _, out var notUnderstood));
        Assert.StartsWith($"\"{words}\" ", notUnderstood);
    }

    [Theory] // text → its readings: message and cron, time or now
    [InlineData("@alice Compare the sales of Monday and Friday every day at 9", "Compare the sales of Monday and Friday: 0 9 * * *", "Compare the sales of Monday and Friday every day at 9: now")]
    [InlineData("@alice summarise the last 24 hours daily at 8", "summarise the last 24 hours: 0 8 * * *", "summarise the last 24 hours daily at 8: now")]
    [InlineData("@alice summarize yesterday", "summarize yesterday: now")]
    [InlineData("@alice what is the plan for friday", "what is the plan for friday: now")]
    [InlineData("@alice list all orders from 2026-11-01 to 2026-11-20", "list all orders from 2026-11-01 to 2026-11-20: now")]
    [InlineData("@alice report on sales in january", "report on sales in january: now")]
    [InlineData("@alice check models friday at 9", "check models: 2026-11-27 09:00", "check models: 0 9 * * 5")]
    [InlineData("@alice on friday at 9 check the models", "check the models: 2026-11-27 09:00", "check the models: 0 9 * * 5")]
    [InlineData("@alice check every host at 9am", "check every host: 2026-11-22 09:00", "check every host: 0 9 * * *")]
    [InlineData("@alice check every 5 minutes whether the site is up", "check whether the site is up: */5 * * * *", "check every 5 minutes whether the site is up: now")]
    [InlineData("@alice check models every blue moon", "check models every blue moon: now")]
    public void Asked_back(string text, params string[] readings)
    {
        Assert.True(Commands.TryRead(text, "Europe/Berlin", Now, out var command, out var notUnderstood), notUnderstood);
        Assert.Null(command.Only);
        Assert.NotEmpty(command.Question!);
        Assert.Equal(readings, command.Readings.Select(r => $"{r.Message}: {(r.Spec is null ? "now" : r.Spec.Cron ?? r.Spec.At?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))}"));
    }

    /// <summary>Texts of the longest length that look like times from end to end: no pattern tries them in endlessly many ways. The limit is far above what a busy machine takes.</summary>
    [Theory]
    [InlineData("at 9 ")]
    [InlineData("monday ")]
    [InlineData("tomorrow the ")]
    [InlineData("every day, ")]
    [InlineData("2026-12-24 for ")]
    [InlineData("* ")]
    [InlineData("9 * ")]
    [InlineData("jeden Tag ")]
    [InlineData("\"at 9\" ")]
    [InlineData("          x")]
    public void A_long_text_about_time_ends(string part)
    {
        var started = TimeProvider.System.GetTimestamp();
        var text = $"@alice check {string.Concat(Enumerable.Repeat(part, 30_000 / part.Length - 2))}every day at 9";
        _ = Commands.TryRead(text, "UTC", Now, out _, out _);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_long_message_stays_whole()
    {
        var message = string.Join(' ', Enumerable.Repeat("word", 2000));
        Assert.True(Commands.TryRead($"@alice {message} every day at 9", "UTC", Now, out var command, out _));
        Assert.Equal(message, command.Only?.Message);
        Assert.NotNull(command.Only!.Spec);
    }
}
