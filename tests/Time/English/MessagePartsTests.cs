using AgentSched.Time.English;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.English;

/// <summary>Where the message of a command ends and its schedule begins.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class MessagePartsTests
{
    [Theory] // text → message, schedule

    // the schedule at the end, at the beginning, or at both
    [InlineData("ping the site every 5 minutes",                             "ping the site",             "*/5 * * * *")]
    [InlineData("every 5 minutes ping the site",                             "ping the site",             "*/5 * * * *")]
    [InlineData("every weekday ping the site at 9:30",                       "ping the site",             "30 9 * * 1-5")]
    [InlineData("tomorrow ping the site at 9:30",                            "ping the site",             "2026-11-22 09:30")]

    // punctuation between them belongs to neither
    [InlineData("ping, every hour",                                          "ping",                      "0 * * * *")]
    [InlineData("ping – every hour",                                         "ping",                      "0 * * * *")]
    [InlineData("daily at 9: ping",                                          "ping",                      "0 9 * * *")]

    // the longest schedule, unless the word before it leads to it
    [InlineData("write the plan for Monday every day at 9",                  "write the plan for Monday", "0 9 * * *")]
    [InlineData("summarize this month every last day of the month at 18:00", "summarize this month",      "0 18 L * *")]
    [InlineData("what is the time in Tokyo every day at 9",                  "what is the time in Tokyo", "0 9 * * *")]
    public void A_message_and_a_schedule(string text, string message, string when)
    {
        var parts = Assert.NotNull(Split(text));
        Assert.Equal((message, when, null), (parts.Message, When(parts.Spec), parts.Refusal));
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("ping the site")]
    [InlineData("summarize yesterday")]
    [InlineData("check the daily report")]
    [InlineData("what is new in January")]
    public void No_schedule(string text) => Assert.Null(Split(text));

    [Theory] // text → refusal
    [InlineData("ping every 0 minutes",          "\"every 0 minutes\" is not an interval; the shortest is \"every minute\", or end with \"now\" to run it at once")]
    [InlineData("ping tomorrow",                 "\"tomorrow\" does not say when; add the time, as in \"tomorrow at 17:00\", or end with \"now\" to run it at once")]
    [InlineData("ping every 5 minutes the site", "\"every 5 minutes\" is in the middle of the message; put it at the end, or end with \"now\" to run it at once")]
    [InlineData("ping every blue moon",          "\"every blue moon\" is not understood as a time; try \"every weekday at 9am\", or end with \"now\" to run it at once")]

    // a word that is nearly one of a schedule
    [InlineData("ping every wekday",             "\"every wekday\" is not understood as a time; did you mean \"weekday\"?")] // a letter too few
    [InlineData("ping every weekkday",           "\"every weekkday\" is not understood as a time; did you mean \"weekday\"?")] // too many
    [InlineData("ping every weekdax",            "\"every weekdax\" is not understood as a time; did you mean \"weekday\"?")] // another one
    [InlineData("ping dialy",                    "\"dialy\" is not understood as a time; did you mean \"daily\"?")] // two swapped
    [InlineData("ping tomorow",                  "\"tomorow\" is not understood as a time; did you mean \"tomorrow\"?")]
    public void Refused(string text, string refusal) => Assert.Equal(("", null, refusal), Split(text));

    [Theory] // before the name, after it → message, schedule; null: they are not one schedule
    [InlineData("every monday", "ping the site at 9", "ping the site", "0 9 * * 1")]
    [InlineData("tomorrow",     "ping the site at 9", "ping the site", "2026-11-22 09:00")]
    [InlineData("every monday", "ping the site",      null,            null)]
    [InlineData("write to bob", "ping the site at 9", null,            null)]
    [InlineData("every monday", "at 9",               null,            null)] // no message
    public void A_schedule_around_the_name(string before, string after, string? message, string? when)
    {
        var joined = MessageParts.Joined(before, after, "Europe/Berlin", EnglishReaderTests.Now);
        Assert.Equal((message, when), (joined?.Message, When(joined?.Spec)));
    }

    [Theory] // text → message to run at once; null: it does not ask for that
    [InlineData("ping now",          "ping")]
    [InlineData("ping NOW!",         "ping")]
    [InlineData("ping right now.",   "ping")]
    [InlineData("ping at once",      "ping")]
    [InlineData("ping, immediately", "ping")]
    [InlineData("ping now please",   null)]
    [InlineData("now",               null)]
    [InlineData("say what you know", null)]
    [InlineData("ping",              null)]
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
            Assert.Equal((message, when), Split($"{message} {schedule}") is { } last ? (last.Message, When(last.Spec)) : default);
            Assert.Equal((message, when), Split($"{schedule} {message}") is { } first ? (first.Message, When(first.Spec)) : default);
        }
    }

    private static (string Message, SpecText? Spec, string? Refusal)? Split(string text) => MessageParts.Split(text, "Europe/Berlin", EnglishReaderTests.Now);

    private static string? When(SpecText? spec) => spec?.Cron ?? spec?.At?.ToString("yyyy-MM-dd HH:mm");
}
