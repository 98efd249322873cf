using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Expressions of other schedulers: their name, and the same here.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class CronDialectTests
{
    [Theory] // expression → what it looks like and the same here
    [InlineData("CRON_TZ=Asia/Tokyo 0 9 * * *", "it names its zone as some crontabs do; here the zone is a field of its own: here it is cron \"0 9 * * *\", zone \"Asia/Tokyo\"")]
    [InlineData("TZ=europe/berlin 0 9 * * 1-5", "it names its zone as some crontabs do; here the zone is a field of its own: here it is cron \"0 9 * * 1-5\", zone \"Europe/Berlin\"")]
    [InlineData("cron(0 9 ? * 2-6 *)", "it looks like an expression of AWS EventBridge; here it is cron \"0 9 * * MON-FRI\"")]
    [InlineData("cron(15 10 ? * 6L 2026)", "it looks like an expression of AWS EventBridge; here it is cron \"15 10 * * FRIL\" with startsAt \"2026-01-01T00:00:00Z\" and endsAt \"2027-01-01T00:00:00Z\"")]
    [InlineData("cron(0 9 * * ? 2026-2028)", "it looks like an expression of AWS EventBridge; here it is cron \"0 9 * * *\" with startsAt and endsAt for its years")]
    [InlineData("cron(0 9 ? * TUE#3 *)", "it looks like an expression of AWS EventBridge; here it is cron \"0 9 * * TUE#3\"")]
    [InlineData("cron(nonsense)", "it looks like an expression of AWS EventBridge; here cron has five fields: minute, hour, day of month, month, day of week")]
    [InlineData("rate(5 minutes)", "it looks like a rate of AWS EventBridge; here it is every \"PT5M\" instead of cron")]
    [InlineData("rate(1 day)", "it looks like a rate of AWS EventBridge; here it is every \"P1D\" instead of cron")]
    [InlineData("rate(often)", "it looks like a rate of AWS EventBridge; here it is every, such as \"PT5M\" instead of cron")]
    [InlineData("\"0 9 * * *\"", "it is in quotation marks; here it is cron \"0 9 * * *\"")]
    [InlineData("'*/15 * * * *'", "it is in quotation marks; here it is cron \"*/15 * * * *\"")]
    [InlineData("0 0 9 ? * MON-FRI *", "it looks like Quartz' seven fields, seconds first and the year last; here it is cron \"0 9 * * MON-FRI\"")]
    [InlineData("0 30 9 ? * 2-6 2027", "it looks like Quartz' seven fields, seconds first and the year last; here it is cron \"30 9 * * MON-FRI\" with startsAt \"2027-01-01T00:00:00Z\" and endsAt \"2028-01-01T00:00:00Z\"")]
    [InlineData("30 0 9 ? * 2#1 *", "it looks like Quartz' seven fields, seconds first and the year last; its seconds are not 0, which five fields cannot say")]
    [InlineData("0 9 * * ? *", "it looks like the six fields of AWS EventBridge, the year last; here it is cron \"0 9 * * *\"")]
    [InlineData("0 9 ? * 2-6 *", "it looks like the six fields of AWS EventBridge, the year last; here it is cron \"0 9 * * MON-FRI\"")]
    [InlineData("0 0 9 ? * 7", "it looks like Quartz' six fields, seconds first; here it is cron \"0 9 * * SAT\"")]
    [InlineData("0 */5 * * * *", "it looks like six fields, seconds first, as in Azure's and Spring's timers; here it is cron \"*/5 * * * *\"")]
    [InlineData("Mon..Fri *-*-* 09:00:00", "it looks like systemd's OnCalendar; here it is cron \"0 9 * * MON-FRI\"")]
    [InlineData("@every 1h30m", "it looks like an interval of Go's cron; here it is every \"PT1H30M\" instead of cron")]
    [InlineData("@reboot", "it runs when a machine starts, which has no time; give a time, or trigger the schedule")]
    [InlineData("PT5M", "it looks like an ISO 8601 interval; here it is every instead of cron")]
    [InlineData("R/2026-01-01T00:00:00Z/P1D", "it looks like an ISO 8601 interval; here it is every instead of cron")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO", "it looks like a recurrence rule of iCalendar; here it is a cron expression, or every with a zone and an anchor")]
    [InlineData("every weekday at 9am", "it looks like plain English, which POST /api/cron/parse converts to a spec")]
    [InlineData("61 9 * * *", null)]
    [InlineData("0 9 * *", "it has 4 of the five fields: minute, hour, day of month, month, day of week")]
    [InlineData("0 9", "it has 2 of the five fields: minute, hour, day of month, month, day of week")]
    [InlineData("*/5", "it has 1 of the five fields: minute, hour, day of month, month, day of week")]
    [InlineData("0 9 * jan-mar", "it has 4 of the five fields: minute, hour, day of month, month, day of week")]
    [InlineData("0 nine * *", null)]
    [InlineData("at(2026-12-24T18:00:00)", "it looks like a single time of AWS EventBridge; here it is at \"2026-12-24T18:00:00\", with a zone, instead of cron")]
    [InlineData("5m", "it looks like an interval; here it is every \"PT5M\" instead of cron")]
    [InlineData("1h30m", "it looks like an interval; here it is every \"PT1H30M\" instead of cron")]
    [InlineData("90 seconds", "it looks like an interval; here it is every \"PT90S\" instead of cron")]
    [InlineData("2d", "it looks like an interval; here it is every \"P2D\" instead of cron")]
    [InlineData("1 week", "it looks like an interval; here it is every \"P1W\" instead of cron")]
    [InlineData("0 9 * * * root /bin/x", "it looks like a line of a crontab, with a command after it; here it is cron \"0 9 * * *\", and the command is the message")]
    [InlineData("0 9 * * * backup", "it looks like a line of a crontab, with a command after it; here it is cron \"0 9 * * *\", and the command is the message")]
    [InlineData("*/5 * * * 1-5 /usr/bin/env x --y 2>&1", "it looks like a line of a crontab, with a command after it; here it is cron \"*/5 * * * 1-5\", and the command is the message")]
    [InlineData("0 9 * * ? # comment", "it has a comment after it; here it is cron \"0 9 * * *\"")]
    [InlineData("0 9 * * * #daily", "it has a comment after it; here it is cron \"0 9 * * *\"")]
    [InlineData("0 9 * * * Europe/Berlin", "it names its zone; here the zone is a field of its own: here it is cron \"0 9 * * *\", zone \"Europe/Berlin\"")]
    [InlineData("H( 0-29 ) * * * *", "it has spaces within H( ); here it is cron \"H(0-29) * * * *\"")]
    [InlineData("H (0 - 29) 9 * * *", "it has spaces within H( ); here it is cron \"H(0-29) 9 * * *\"")]
    [InlineData("TZ=Mars/Base 0 9 * * *", "it names its zone as some crontabs do; here the zone is a field of its own: here it is cron \"0 9 * * *\", with a zone such as \"Europe/Berlin\": \"Mars/Base\" is not an IANA time zone")]
    [InlineData("Mon..Fri *-*-* 09:00 Mars/Base", "it looks like systemd's OnCalendar; here it is cron \"0 9 * * MON-FRI\", with a zone such as \"Europe/Berlin\": \"Mars/Base\" is not an IANA time zone")]
    [InlineData("@sometimes", null)]
    [InlineData("\"", null)]
    [InlineData("", null)]
    public void Of(string cron, string? same) => Assert.Equal(same, CronDialect.Of(cron));

    [Fact]
    public void What_is_offered_is_valid()
    {
        var offers = typeof(CronDialectTests).GetMethod(nameof(Of))!.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>()
            .Select(row => ((string?)row.Data[1])?.Split("here it is cron \"")).OfType<string[]>().Where(parts => parts.Length == 2).Select(parts => parts[1].Split('"')[0]).ToList();
        Assert.True(offers.Count > 10);
        Assert.All(offers, offer => Assert.Null(ScheduleSpec.Parse(offer, "UTC").Problem));
    }

    [Fact]
    public void Anything_is_read_without_an_error()
    {
        var random = new Random(8);
        string[] parts = ["cron(", "rate(", ")", "0", "9", "*", "?", "TZ=", "CRON_TZ=", "@every", "1h", "\"", "'", "Mon", "..", "Fri", "*-*-*", ":", "09:00", "2026", "#", "L", "H", "H(", " ", " ", " ", "-", "/", "OnCalendar=", "P1D", "R/"];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)]));
            Assert.NotEqual("", CronDialect.Of(text));
            _ = ScheduleSpec.TryParse(new SpecText { Cron = text, Zone = "UTC" }, out _, out _);
        }
    }
}
