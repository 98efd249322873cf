using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Where the message of a command ends and its schedule begins.</summary>
[Trait("shows", "house")]
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class MessagePartsTests
{
    [Theory] // text → message, schedule

    // the schedule at the end, at the beginning, or at both
    [InlineData("ping the site every 5 minutes",            "ping the site",            "*/5 * * * *")]
    [InlineData("every 5 minutes ping the site",            "ping the site",            "*/5 * * * *")]
    [InlineData("every weekday ping the site at 9:30",      "ping the site",            "30 9 * * 1-5")]
    [InlineData("tomorrow ping the site at 9:30",           "ping the site",            "2026-11-22 09:30")]

    // punctuation and courtesy between them belong to neither
    [InlineData("ping, every hour",                         "ping",                     "0 * * * *")]
    [InlineData("ping – every hour",                        "ping",                     "0 * * * *")]
    [InlineData("daily at 9: ping",                         "ping",                     "0 9 * * *")]
    [InlineData("ping every hour, please. Thanks!",         "ping",                     "0 * * * *")]
    [InlineData("ping, schedule it for tomorrow at 9",      "ping",                     "2026-11-22 09:00")]
    [InlineData("what is the time in Tokyo every day at 9", "what is the time in Tokyo", "0 9 * * *")]

    // "nightly" in the message says how often
    [InlineData("run nightly backup at midnight",           "run nightly backup",       "0 0 * * *")]

    // a length belongs to the message where the schedule cannot have it
    [InlineData("test for 10 minutes every day at 9",       "test for 10 minutes",      "0 9 * * *")]
    public void A_message_and_a_schedule(string text, string message, string when) => Assert.Equal($"{message}: {when}", Split(text));

    [Theory]
    [InlineData("ping")]
    [InlineData("ping the site")]
    [InlineData("check the daily report")]
    public void No_schedule(string text) => Assert.Equal($"{text}: now", Split(text));

    [Theory] // text → readings
    [InlineData("ping at 9",                               "ping: 2026-11-22 09:00 | ping: 0 9 * * *")]
    [InlineData("ping friday at 9",                        "ping: 2026-11-27 09:00 | ping: 0 9 * * 5")]
    [InlineData("write the plan for Monday every day at 9", "write the plan: 0 9 * * 1 | write the plan for Monday: 0 9 * * * | write the plan for Monday every day at 9: now")]
    [InlineData("ping every 5 minutes the site",           "ping the site: */5 * * * * | ping every 5 minutes the site: now")]
    [InlineData("summarize yesterday",                     "summarize yesterday: now")]
    [InlineData("what is new in January",                  "what is new in January: now")]
    [InlineData("ping every blue moon",                    "ping every blue moon: now")]
    [InlineData("daily ping",                              "daily ping: now")]
    [InlineData("hourly ping",                             "ping: 0 * * * * | hourly ping: now")]
    [InlineData("sleep for 10 minutes",                    "sleep for 10 minutes: now")]
    public void Asked_back(string text, string readings) => Assert.Equal($"? {readings}", Split(text));

    [Theory] // text → refusal
    [InlineData("ping every 0 minutes", "\"every 0 minutes\" is not an interval; the shortest is \"every minute\"; to run the message at once as it is, end with \"now\"")]
    [InlineData("ping tomorrow",        "\"tomorrow\" does not say when; add the time, as in \"tomorrow at 17:00\"; to run the message at once as it is, end with \"now\"")]
    [InlineData("ping every weekend",   "\"every weekend\" does not say at what time of day; add it, as in \"every Monday at 9:00\" or \"on the 1st of the month at 9:00\"; to run the message at once as it is, end with \"now\"")]
    [InlineData("ping monthly at 9",    "\"monthly at 9\" does not say on which day; add it, as in \"every Monday at 9:00\" or \"on the 1st of the month at 9:00\"; to run the message at once as it is, end with \"now\"")]
    [InlineData("ping every wekday",    "\"every wekday\" is not understood as a time; did you mean \"every weekday\"? If it belongs to the message, end with \"now\" to run it at once as it is")]
    [InlineData("ping tomorow",         "\"tomorow\" is not understood as a time; did you mean \"tomorrow\"? If it belongs to the message, end with \"now\" to run it at once as it is")]
    [InlineData("every day at 9",       "\"every day at 9\" contains no message; try \"@alice check deprecated models every weekday at 9am\"")]
    public void Refused(string text, string refusal) => Assert.Equal(refusal, MessageParts.Split(text, EnglishReaderTests.Zone, EnglishReaderTests.Now).Refusal);

    [Theory] // text → message to run at once; null: it does not ask for that
    [InlineData("ping now",               "ping")]
    [InlineData("ping NOW!",              "ping")]
    [InlineData("ping right now.",        "ping")]
    [InlineData("ping at once",           "ping")]
    [InlineData("ping, immediately",      "ping")]
    [InlineData("ping as soon as possible", "ping")]
    [InlineData("now ping",               "ping")]
    [InlineData("Right now: ping",        "ping")]
    [InlineData("ping 2 hours from now",  null)]
    [InlineData("ping every hour starting now", null)]
    [InlineData("ping now please",        null)]
    [InlineData("now",                    null)]
    [InlineData("say what you know",      null)]
    [InlineData("ping",                   null)]
    public void At_once(string text, string? message) => Assert.Equal(message, MessageParts.WithoutNow(text));

    [Fact]
    public void A_plain_message_and_a_schedule_are_told_apart_on_either_side()
    {
        string[] words = ["ping", "check", "the", "site", "report", "all", "hosts", "it's", "(really)", "https://example.com", "2", "a/b"];
        (string Text, string When)[] schedules = [("every 5 minutes", "*/5 * * * *"), ("every weekday at 9:30", "30 9 * * 1-5"), ("daily at noon", "0 12 * * *"), ("every friday at 17:00", "0 17 * * 5")];
        var random = new Random(6);
        for (var i = 0; i < 12; i++)
        {
            var message = $"ping {string.Join(' ', random.GetItems(words, random.Next(1, 8)))} site";
            var (schedule, when) = schedules[random.Next(schedules.Length)];
            Assert.Equal($"{message}: {when}", Split($"{message} {schedule}"));
            Assert.Equal($"{message}: {when}", Split($"{schedule} {message}"));
        }
    }

    private static string Split(string text)
    {
        var (readings, question, refusal) = MessageParts.Split(text, EnglishReaderTests.Zone, EnglishReaderTests.Now);
        return refusal ?? (question is null ? "" : "? ") + string.Join(" | ", readings.Select(r => $"{r.Message}: {(r.Spec is null ? "now" : r.Spec.Cron ?? $"{r.Spec.At:yyyy-MM-dd HH:mm}")}"));
    }
}
