using System.Text.RegularExpressions;
using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Sentences made of times and messages in any order: no time is left in a message that is accepted.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed partial class CommandFuzzTests
{
    private static readonly string[] Messages =
    [
        "water the garden", "send the report", "check the models", "remind me", "to call Bob", "summarise sales", "and file it", "deploy", "plan my trip", "for the team", "write a poem about rain",
        "back up the disks", "email ann@example.com", "review PR 17", "open https://example.com/a", "run the tests", "with care", "clean up", "if it is green", "the garden", "what is new", "please",
    ];

    private static readonly string[] Times =
    [
        "at 5pm", "at 9", "at 17:30", "at noon", "at midnight", "9am", "at half past nine", "at nine o'clock", "by 5pm", "around 9am", "at quarter to six", "10:45", "17h30",
        "tomorrow", "today", "tonight", "yesterday", "tomorrow at 9am", "today at 17:00", "the day after tomorrow", "this morning", "tomorrow evening at 8",
        "on monday", "on Friday", "next friday", "last tuesday", "this saturday", "every monday", "on mondays", "every weekday", "monday", "Thursdays", "tue", "on weekends", "every other tuesday",
        "in 2 hours", "in half an hour", "in 20 minutes", "2 hours ago", "in 3 days", "a week from now", "within 2 hours", "an hour later", "after 10 minutes",
        "next week", "last week", "this month", "the last 24 hours", "next year", "every day", "every 5 minutes", "every hour", "daily at 8", "twice a day", "every night at 2", "every 2 weeks",
        "on 24 December", "on 2026-12-24", "24.12.2026", "Dec 24th", "on the 15th", "on the 1st of the month", "in january", "until friday", "from monday to friday", "since tuesday",
        "jeden Tag um 9 Uhr", "demain à 9h", "cada lunes a las 9", "between 9 and 17", "from 9am to 5pm", "at the end of the month", "the first monday of the month",
        "from 9 to 5", "in a fortnight", "in 10 business days", "later", "after lunch", "24/7", "at around nine", "5ish", "at month end", "3 times", "until 6pm", "UTC+2", "unless it is sunday", "but not in august",
        "каждый день в 9", "毎日9時に", "codziennie o 9", "varje dag kl 9", "every evening", "every weekend", "on friday the 13th at 9", "at 2026-12-01T09:00:00+02:00", "on 5/6", "mid-month", "over the weekend",
        "at the top of the hour", "M-F", "tu/th", "from may", "until may", "until christmas", "starting next month", "in summer", "in december 2026", "on friday in december", "24/12", "5 days a week", "everyday", "at 930", "9am and pm", "at 9-10",
        "on the first 3 days of the month", "an hour before midnight", "every second friday", "max 5 times", "on 24.12.", "at 9 in Paris, Texas", "9 eastern", "until noon",
    ];

    [Fact]
    public void No_time_is_left_in_an_accepted_message()
    {
        var random = new Random(17);
        var (accepted, asked, wrong) = (0, 0, new List<string>());
        for (var i = 0; i < 10_000; i++)
        {
            var parts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Messages[random.Next(Messages.Length)]).ToList();
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                parts.Insert(random.Next(parts.Count + 1), Times[random.Next(Times.Length)]);
            }

            var text = $"@one {string.Join(random.Next(6) == 0 ? ", " : " ", parts)}";
            if (!Commands.TryRead(text, EnglishReaderTests.Zone, EnglishReaderTests.Now, out var command, out var notUnderstood))
            {
                Assert.NotEmpty(notUnderstood);
                continue;
            }

            Assert.NotEmpty(command.Readings);
            Assert.All(command.Readings, reading => Assert.NotEmpty(reading.Message));
            if (command.Only is not { } only)
            {
                asked++;
                continue;
            }

            accepted++;
            // "knock 3 times" is a message; beside a schedule, a count limits its runs.
            if (Time().IsMatch(only.Message) || only.Spec is null && !parts.Contains("3 times") || only.Spec is not null && only.Message.Contains("3 times", StringComparison.Ordinal))
            {
                wrong.Add($"{text} => {only.Message} ({(only.Spec is null ? "at once" : "later")})");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{accepted} accepted, {asked} asked back");
        Assert.True(wrong.Count == 0, $"{wrong.Count} keep a time:\n{string.Join('\n', wrong.Take(40))}");
        Assert.True(accepted > 300 && asked > 2000, $"{accepted} accepted, {asked} asked back");
    }

    /// <summary>Written apart from the reader: what a time looks like.</summary>
    [GeneratedRegex(
        """
        \d{1,2}[:h]\d{2}|\b\d{1,2}\s?(am|pm|h)\b|\bat\s\d|\b(noon|midnight|o'clock|half\spast|quarter\sto|tomorrow|today|tonight|yesterday|morning|evening)\b|\b\d{4}-\d{2}-\d{2}\b|\d{1,2}\.\d{1,2}\.\d{4}
        |\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b|\btue\b|\bweek(day|end)s?\b|\b(december|dec|january)\b|\bthe\s\d+(st|nd|rd|th)\b|\b(hours?|minutes|days|weeks)\b
        |\bfrom\s9\b|\bfortnight\b|\bbusiness\sdays\b|\blater\b|\blunch\b|24/7|\bnine\b|\dish\b|\bmonth\send\b|utc|\baugust\b|в\s9|9時|\bo\s9\b|\bkl\s9\b|5/6|mid-month
        |\b(next|last|this)\s(week|month|year)\b|\bevery\s(day|hour|night)\b|\btwice\b|\bdaily\b|\b(jeden|uhr|demain|lunes)\b|\bbetween\s9\b
        |\bhour\b|\bm-f\b|tu/th|\bmay\b|christmas|summer|\b2026\b|24/12|\beveryday\b|\b930\b|9-10|\bfirst\s3\b|\bmax\b|24\.12|eastern|until|\bend\sof\sthe\smonth\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
