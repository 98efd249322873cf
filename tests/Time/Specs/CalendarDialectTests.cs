using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>systemd's calendar expressions, and the same as cron.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class CalendarDialectTests
{
    [Theory] // expression → the cron expression and the zone that are offered
    [InlineData("*-*-* 04:00", "cron \"0 4 * * *\"")]
    [InlineData("*-*-* 04:05:00 Europe/Berlin", "cron \"5 4 * * *\", zone \"Europe/Berlin\"")]
    [InlineData("Mon..Fri 09:00", "cron \"0 9 * * MON-FRI\"")]
    [InlineData("Monday,Thursday *-*-* 17:30:00", "cron \"30 17 * * MON,THU\"")]
    [InlineData("*-*-01 00:00:00", "cron \"0 0 1 * *\"")]
    [InlineData("*-01,07-01 06:00", "cron \"0 6 1 1,7 *\"")]
    [InlineData("*:0/15", "cron \"0/15 * * * *\"")]
    [InlineData("OnCalendar=*-*-* 00:00:00", "cron \"0 0 * * *\"")]
    [InlineData("OnCalendar=daily", "cron \"@daily\"")]
    [InlineData("weekly", "cron \"0 0 * * MON\"")]
    [InlineData("quarterly", "cron \"0 0 1 1,4,7,10 *\"")]
    [InlineData("Sat..Sun", "cron \"0 0 * * SAT-SUN\"")]
    public void Offered(string text, string same) => Assert.Equal($"it looks like systemd's OnCalendar; here it is {same}", CalendarDialect.Of(text));

    [Theory] // only named
    [InlineData("2026-12-24 18:00:00")]
    [InlineData("*-*-* 09:00:30")]
    public void Named(string text) => Assert.Equal("it looks like systemd's OnCalendar; here it is a cron expression with a zone, to the minute and of every year, or at for a single time", CalendarDialect.Of(text));

    [Theory]
    [InlineData("0 9 * * *")]
    [InlineData("Mon")]
    [InlineData("@daily")]
    [InlineData("sometimes")]
    [InlineData("")]
    public void None(string text) => Assert.Null(CalendarDialect.Of(text));
}
