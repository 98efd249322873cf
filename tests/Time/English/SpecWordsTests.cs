using AgentSched.Time.English;
using AgentSched.Time.Specs;
using Cronos;

namespace AgentSched.Tests.Time.English;

/// <summary>A spec in plain English.</summary>
[Trait("shows", "schedules")]
public sealed class SpecWordsTests
{
    [Theory]
    [InlineData("0 9 * * 1-5", "every weekday at 09:00 Europe/Berlin")]
    [InlineData("0 9 * * MON-FRI", "every weekday at 09:00 Europe/Berlin")]
    [InlineData("0 0 * * *", "every day at 00:00 Europe/Berlin")]
    [InlineData("@daily", "every day at 00:00 Europe/Berlin")]
    [InlineData("@midnight", "every day at 00:00 Europe/Berlin")]
    [InlineData("@hourly", "every hour")]
    [InlineData("@every_minute", "every minute")]
    [InlineData("@every_second", "every second")]
    [InlineData("@weekly", "every Sunday at 00:00 Europe/Berlin")]
    [InlineData("@monthly", "on the 1st of the month at 00:00 Europe/Berlin")]
    [InlineData("@yearly", "every year on 1 January at 00:00 Europe/Berlin")]
    [InlineData("*/15 * * * *", "every 15 minutes")]
    [InlineData("* * * * *", "every minute")]
    [InlineData("0 * * * *", "every hour")]
    [InlineData("15 * * * *", "at minute 15 of every hour")]
    [InlineData("0 */4 * * *", "every 4 hours from 00:00 Europe/Berlin")]
    [InlineData("30 1/4 * * *", "every 4 hours from 01:30 Europe/Berlin")]
    [InlineData("0 */8 * * *", "every day at 00:00, 08:00 and 16:00 Europe/Berlin")]
    [InlineData("0 9,12,17 * * *", "every day at 09:00, 12:00 and 17:00 Europe/Berlin")]
    [InlineData("0 9 * * 7", "every Sunday at 09:00 Europe/Berlin")]
    [InlineData("0 9 * * 0", "every Sunday at 09:00 Europe/Berlin")]
    [InlineData("0 9 * * 0,6", "every Saturday and Sunday at 09:00 Europe/Berlin")]
    [InlineData("0 9 * * 1,3,5", "every Monday, Wednesday and Friday at 09:00 Europe/Berlin")]
    [InlineData("0 9-17 * * 1-5", "every hour from 09:00 to 17:00 Europe/Berlin on weekdays")]
    [InlineData("*/15 9-16 * * 1-5", "every 15 minutes from 09:00 to 16:45 Europe/Berlin on weekdays")]
    [InlineData("*/15 22-23,0-5 * * *", "every 15 minutes from 22:00 to 05:45 Europe/Berlin")]
    [InlineData("*/15 22-23,0-5 * * 1", "every 15 minutes during the hours 0 to 5, 22 and 23 on Mondays (Europe/Berlin)")]
    [InlineData("0 8-20/2 * * *", "every 2 hours from 08:00 to 20:00 Europe/Berlin")]
    [InlineData("*/15 * * * 1-5", "every 15 minutes on weekdays (Europe/Berlin)")]
    [InlineData("7,17,23 */3 * * *", "at minute 7, 17 and 23 of the hours 0, 3, 6, 9, 12, 15, 18 and 21 (Europe/Berlin)")]
    [InlineData("7,17,23 * * * *", "at minute 7, 17 and 23 of every hour")]
    [InlineData("1-59/2 9-16 * 2 *", "at minute 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57 and 59 of the hours 9 to 16 in February (Europe/Berlin)")]
    [InlineData("0 12 * * MON#1", "on the first Monday of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 * 1,7 MON#1", "on the first Monday of January and July at 12:00 Europe/Berlin")]
    [InlineData("0 12 * * 5L", "on the last Friday of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 L * *", "on the last day of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 L 2 *", "on the last day of February at 12:00 Europe/Berlin")]
    [InlineData("0 12 LW * *", "on the last weekday of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 1W * *", "on the first weekday of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 15W * *", "on the weekday nearest to the 15th of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 L-1 * *", "on the second to last day of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 L-3 * *", "on the day 3 days before the last day of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 L-3W * *", "on the weekday nearest to the day 3 days before the last day of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 1,15 * *", "on the 1st and 15th of the month at 12:00 Europe/Berlin")]
    [InlineData("0 12 1-7,22 * *", "on the 1st to 7th and 22nd of the month at 12:00 Europe/Berlin")]
    [InlineData("0 18 24 12 *", "every year on 24 December at 18:00 Europe/Berlin")]
    [InlineData("0 18 29 2 *", "every leap year on 29 February at 18:00 Europe/Berlin")]
    [InlineData("0 18 30 2 *", "on the 30th of February at 18:00 Europe/Berlin")]
    [InlineData("0 18 * 6-8 *", "every day in June to August at 18:00 Europe/Berlin")]
    [InlineData("0 18 * 6,7 1", "every Monday in June and July at 18:00 Europe/Berlin")]
    [InlineData("0 9 13 * FRI", "every Friday the 13th at 09:00 Europe/Berlin")]
    [InlineData("0 9 13 6 FRI", "on the 13th of June if it is a Friday at 09:00 Europe/Berlin")]
    [InlineData("0 9 1-7 * 1,2", "on the 1st to 7th of the month if it is a Monday or Tuesday at 09:00 Europe/Berlin")]
    [InlineData("0 9 L * 1-5", "on the last day of the month if it is a weekday at 09:00 Europe/Berlin")]
    [InlineData("0 9 13 * 5#2", "on the 13th of the month if it is the second Friday at 09:00 Europe/Berlin")]
    [InlineData("30 0 9 * * *", "every day at 09:00:30 Europe/Berlin")]
    [InlineData("0 0 9 * * 1-5", "every weekday at 09:00 Europe/Berlin")]
    [InlineData("*/10 * * * * *", "every 10 seconds")]
    [InlineData("*/10 * 9-16 * * *", "every 10 seconds from 09:00 to 16:59:50 Europe/Berlin")]
    [InlineData("30 * * * * *", "at second 30 of every minute of every hour")]
    [InlineData("0,30 5 * * * *", "at second 0 and 30 of minute 5 of every hour")]
    public void A_cron_expression(string cron, string words) =>
        Assert.Equal(words, SpecWords.Describe(new SpecText { Cron = cron, Zone = "Europe/Berlin" }));

    [Theory]
    [InlineData("0 9 13 * 5", "on the 13th of the month and every Friday at 09:00 UTC")]
    [InlineData("0 9 L 6 1-5", "on the last day of June and every weekday in June at 09:00 UTC")]
    [InlineData("0 9 1-31 * 5", "every day at 09:00 UTC")]
    [InlineData("0 9 * * 5", "every Friday at 09:00 UTC")]
    [InlineData("@monthly", "on the 1st of the month at 00:00 UTC")]
    public void One_of_two_days_is_enough(string cron, string words) =>
        Assert.Equal(words, SpecWords.Describe(new SpecText { Cron = cron, Zone = "UTC", DayMatch = DayMatch.Or }));

    [Theory] // an hour begins at the half where the zone is off by half an hour
    [InlineData("0 * * * *", "Asia/Kolkata", "every hour (Asia/Kolkata)")]
    [InlineData("*/30 * * * *", "Asia/Kolkata", "every 30 minutes")]
    [InlineData("*/30 * * * *", "Asia/Kathmandu", "every 30 minutes (Asia/Kathmandu)")]
    [InlineData("*/15 * * * *", "Asia/Kathmandu", "every 15 minutes")]
    public void The_zone_is_left_out_only_where_it_changes_nothing(string cron, string zone, string words) =>
        Assert.Equal(words, SpecWords.Describe(new SpecText { Cron = cron, Zone = zone }));

    [Theory]
    [InlineData("0 2 * * *", DstGap.Skip, DstOverlap.First, "every day at 02:00 Europe/Berlin, not where the clocks jump over it")]
    [InlineData("0 2 * * *", DstGap.Shift, DstOverlap.Last, "every day at 02:00 Europe/Berlin, the second time where the clocks repeat it")]
    [InlineData("0 2 * * *", DstGap.Shift, DstOverlap.Both, "every day at 02:00 Europe/Berlin, both times where the clocks repeat it")]
    [InlineData("*/15 * * * *", DstGap.Shift, DstOverlap.Both, "every 15 minutes")]
    public void Rules_for_clock_changes(string cron, DstGap gap, DstOverlap overlap, string words) =>
        Assert.Equal(words, SpecWords.Describe(new SpecText { Cron = cron, Zone = "Europe/Berlin", DstGap = gap, DstOverlap = overlap }));

    [Theory]
    [InlineData("04:00:00", "2026-11-21T09:00:00Z", null, "every 4 hours, counted from 2026-11-21 09:00 UTC")]
    [InlineData("04:00:00", "2026-11-21T09:00:00Z", "Europe/Berlin", "every 4 hours, counted from 2026-11-21 10:00 Europe/Berlin")]
    [InlineData("01:30:00", "2026-11-21T09:00:30Z", null, "every 90 minutes, counted from 2026-11-21 09:00:30 UTC")]
    [InlineData("1.00:00:00", "2026-11-21T09:00:00Z", null, "every 24 hours, counted from 2026-11-21 09:00 UTC")]
    [InlineData("2.00:00:00", "2026-11-21T09:00:00Z", null, "every 48 hours, counted from 2026-11-21 09:00 UTC")]
    [InlineData("01:00:00", null, null, "every hour")]
    [InlineData("00:00:01", null, null, "every second")]
    public void An_interval(string every, string? anchor, string? zone, string words) =>
        Assert.Equal(words, SpecWords.Describe(new SpecText { Every = TimeSpan.Parse(every), Anchor = anchor is null ? null : DateTimeOffset.Parse(anchor), Zone = zone }));

    [Theory]
    [InlineData("2026-11-22T17:00:00", "once on 2026-11-22 at 17:00 Europe/Berlin")]
    [InlineData("2026-11-22T17:00:05", "once on 2026-11-22 at 17:00:05 Europe/Berlin")]
    public void One_moment(string at, string words) =>
        Assert.Equal(words, SpecWords.Describe(new SpecText { At = DateTime.Parse(at), Zone = "Europe/Berlin" }));

    [Fact]
    public void What_narrows_it()
    {
        var text = new SpecText
        {
            Cron = "0 9 * * 1-5",
            Zone = "Europe/Berlin",
            StartsAt = DateTimeOffset.Parse("2026-12-01T00:00+01:00"),
            EndsAt = DateTimeOffset.Parse("2027-01-01T00:00+01:00"),
            Exclude = ["2026-12-24/2026-12-26", "2026-12-31"],
        };
        Assert.Equal("every weekday at 09:00 Europe/Berlin, from 2026-12-01, until the end of 2026-12-31, except 2026-12-24 to 2026-12-26 and 2026-12-31", SpecWords.Describe(text));
        text = text with { StartsAt = DateTimeOffset.Parse("2026-12-01T08:30Z"), EndsAt = DateTimeOffset.Parse("2026-12-31T16:00Z"), Exclude = ["2026-12-24", "2026-12-25", "2026-12-26", "2026-12-31"] };
        Assert.Equal("every weekday at 09:00 Europe/Berlin, from 2026-12-01 09:30, until 2026-12-31 17:00, except 4 days or ranges", SpecWords.Describe(text));
        Assert.Equal(
            "every 15 minutes (Europe/Berlin), except 2026-12-24",
            SpecWords.Describe(new SpecText { Cron = "*/15 * * * *", Zone = "Europe/Berlin", Exclude = ["2026-12-24"] }));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void What_fires_differently_reads_differently(int fields)
    {
        var random = new Random(42 + fields);
        var sentences = new Dictionary<string, string>(StringComparer.Ordinal);
        while (sentences.Count < 3000)
        {
            var cron = Cron(random, fields);
            var canonical = CronExpression.Parse(cron, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard).ToString();
            var words = SpecWords.Describe(new SpecText { Cron = cron, Zone = "Europe/Berlin" });
            Assert.NotEmpty(words);
            if (!sentences.TryAdd(words, canonical))
            {
                Assert.True(sentences[words] == canonical, $"\"{words}\" is said of {canonical} and of {sentences[words]}");
            }
        }
    }

    /// <summary>A sentence that the reader accepts means to it what it was said of; where its words are beyond it, it refuses.</summary>
    [Fact]
    public void What_is_read_again_is_the_same_or_refused()
    {
        var random = new Random(4);
        var read = 0;
        for (var i = 0; i < 3000; i++)
        {
            // UTC has no hour that comes twice: there "5/55" runs twice and "5" once, which the words do not tell.
            var spec = new SpecText { Cron = Cron(random, 5), Zone = "UTC", DayMatch = (DayMatch)random.Next(2) };
            var words = SpecWords.Describe(spec);
            if (!EnglishReader.TryParse(words, "UTC", EnglishReaderTests.Now, out var again, out _))
            {
                continue;
            }

            read++;
            var (first, second) = (ScheduleSpec.Parse(spec), ScheduleSpec.Parse(again));
            var next = EnglishReaderTests.Now;
            for (var n = 0; n < 40 && first.NextAfter(next) is { } at; n++, next = at)
            {
                Assert.True(second.NextAfter(next) == at, $"{spec.Cron} ({spec.DayMatch}) => {words} => {again.Cron}: {at:u} is not {second.NextAfter(next):u}");
            }
        }

        Assert.True(read > 1000, $"only {read} were read again");
    }

    private static string Cron(Random random, int fields)
    {
        var cron = Field(random, 60) + " " + Field(random, 24) + " " + DayOfMonth(random) + " " + Month(random) + " " + DayOfWeek(random);
        return fields == 6 ? Field(random, 60) + " " + cron : cron;
    }

    private static string Field(Random random, int size) => random.Next(8) switch
    {
        0 or 1 => "*",
        2 => $"*/{random.Next(1, size / 2)}",
        3 => $"{random.Next(size)}/{random.Next(1, size)}",
        4 => $"{random.Next(size)}-{random.Next(size)}",
        5 => string.Join(',', Enumerable.Range(0, random.Next(2, 6)).Select(_ => random.Next(size))),
        6 => $"{random.Next(size / 2)}-{random.Next(size / 2, size)}/{random.Next(1, 12)}",
        _ => $"{random.Next(size)}",
    };

    private static string DayOfMonth(Random random) => random.Next(9) switch
    {
        <= 2 => "*",
        3 => "L",
        4 => $"L-{random.Next(31)}",
        5 => random.Next(2) == 0 ? "LW" : $"L-{random.Next(31)}W",
        6 => $"{random.Next(1, 32)}W",
        7 => string.Join(',', Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(1, 32))),
        _ => $"{random.Next(1, 32)}-{random.Next(1, 32)}/{random.Next(1, 10)}",
    };

    private static string Month(Random random) => random.Next(4) switch
    {
        <= 1 => "*",
        2 => $"{random.Next(1, 13)}",
        _ => $"{random.Next(1, 13)}-{random.Next(1, 13)}/{random.Next(1, 5)}",
    };

    private static string DayOfWeek(Random random) => random.Next(6) switch
    {
        <= 1 => "*",
        2 => $"{random.Next(8)}#{random.Next(1, 6)}",
        3 => $"{random.Next(8)}L",
        4 => $"{random.Next(8)}-{random.Next(8)}",
        _ => string.Join(',', Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(8))),
    };
}
