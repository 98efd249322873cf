using System.Globalization;
using AgentSched.Tests.Time.Specs;
using AgentSched.Time.English;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.English;

/// <summary>Intervals of days, weeks and months: read, described, and read again. It is Saturday 2026-11-21, 10:00 in Berlin.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class CalendarBuilderTests
{
    [Theory] // text → interval, first occurrence in Berlin, description
    [InlineData("every other tuesday at 9", "P2W", "2026-11-24 09:00", "every 2 weeks on Tuesday at 09:00 Europe/Berlin, counted from 2026-11-24")]
    [InlineData("every two weeks on monday at 9am", "P2W", "2026-11-23 09:00", "every 2 weeks on Monday at 09:00 Europe/Berlin, counted from 2026-11-23")]
    [InlineData("every 2 days at noon", "P2D", "2026-11-21 12:00", "every 2 days at 12:00 Europe/Berlin, counted from 2026-11-21")]
    [InlineData("every other day at 9am", "P2D", "2026-11-22 09:00", "every 2 days at 09:00 Europe/Berlin, counted from 2026-11-22")]
    [InlineData("every 10 days", "P10D", "2026-11-21 10:00", "every 10 days at 10:00 Europe/Berlin, counted from 2026-11-21")]
    [InlineData("every 3 weeks", "P3W", "2026-11-21 10:00", "every 3 weeks on Saturday at 10:00 Europe/Berlin, counted from 2026-11-21")]
    [InlineData("every 3 days at 8 starting 2026-12-01", "P3D", "2026-12-01 08:00", "every 3 days at 08:00 Europe/Berlin, counted from 2026-12-01")]
    [InlineData("every 2 days at 8 counted from 2026-11-02", "P2D", "2026-11-02 08:00", "every 2 days at 08:00 Europe/Berlin, counted from 2026-11-02")] // the count goes on
    [InlineData("every 5 months on the 5th at 9", "P5M", "2026-12-05 09:00", "every 5 months on the 5th at 09:00 Europe/Berlin, counted from 2026-12-05")]
    [InlineData("every 3 months on the 5th at 9 starting 2026-12-01", "P3M", "2026-12-05 09:00", "every 3 months on the 5th at 09:00 Europe/Berlin, counted from 2026-12-05")]
    [InlineData("every 3 months on the 5th at 9", "P3M", "2026-12-05 09:00", "every 3 months on the 5th at 09:00 Europe/Berlin, counted from 2026-12-05")]
    [InlineData("every 5 months", "P5M", "2026-11-21 10:00", "every 5 months on the 21st at 10:00 Europe/Berlin, counted from 2026-11-21")]
    [InlineData("every 18 months at 9", "P18M", "2026-12-21 09:00", "every 18 months on the 21st at 09:00 Europe/Berlin, counted from 2026-12-21")]
    [InlineData("every month on the 31st or the last day at 9", "P1M", "2026-10-31 09:00", "every month on the 31st or the last day at 09:00 Europe/Berlin, counted from 2026-10-31")] // October has a 31st
    [InlineData("every 2 days at noon until 2026-12-31", "P2D", "2026-11-21 12:00", "every 2 days at 12:00 Europe/Berlin, counted from 2026-11-21, until the end of 2026-12-31")]
    public void Reads_and_writes(string text, string calendar, string anchor, string words)
    {
        Assert.True(EnglishReader.TryParse(text, EnglishReaderTests.Zone, EnglishReaderTests.Now, out var spec, out var notUnderstood), notUnderstood);
        var local = TimeZoneInfo.ConvertTime(spec.Anchor!.Value, When.Zone(EnglishReaderTests.Zone)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        Assert.Equal((calendar, anchor, words), (spec.Calendar, local, SpecWords.Describe(spec)));
        Assert.True(EnglishReader.TryParse(words, "UTC", EnglishReaderTests.Now, out var again, out notUnderstood), notUnderstood);
        Assert.Equal(ScheduleSpec.Parse(spec).Following(EnglishReaderTests.Now, 40), ScheduleSpec.Parse(again).Following(EnglishReaderTests.Now, 40));
    }

    [Theory] // text → cron: quarters, and months without a day, are those of the year
    [InlineData("every quarter on the 5th at 9", "0 9 5 1,4,7,10 *")]
    [InlineData("quarterly at 9am starting 2026-12-01", "0 9 1 1,4,7,10 *")]
    [InlineData("every month on the 5th at 9 starting 2026-12-01", "0 9 5 * *")]
    public void Months_of_the_year(string text, string cron)
    {
        Assert.True(EnglishReader.TryParse(text, EnglishReaderTests.Zone, EnglishReaderTests.Now, out var spec, out var notUnderstood), notUnderstood);
        Assert.Equal(cron, spec.Cron);
    }

    [Theory] // text → quoted words, reason
    [InlineData("every 2 weeks on monday and thursday at 9", "every 2 weeks", "counts consecutive days and can be combined with one time only; say \"every Monday and Thursday at 9am\"")]
    [InlineData("every 2 days at 9 and 17", "every 2 days", "counts consecutive days and can be combined with one time only; say \"every Monday and Thursday at 9am\"")]
    [InlineData("every 4000 days", "every 4000 days", "is longer than 3660 days; use a date, as in \"on 24 December 2030 at 18:00\"")]
    [InlineData("every 121 months", "every 121 months", "is longer than 120 months; use a date, as in \"on 24 December 2030 at 18:00\"")]
    [InlineData("every 2 days at 2:30 starting 2027-03-28", "at 2:30", "does not exist on 2027-03-28, the first day, where the clocks in Europe/Berlin jump ahead; say another start")]
    public void Refused(string text, string words, string why)
    {
        Assert.False(EnglishReader.TryParse(text, EnglishReaderTests.Zone, EnglishReaderTests.Now, out _, out var notUnderstood));
        Assert.Equal($"\"{words}\" {why}", notUnderstood);
    }
}
