using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Days of the week: single days, groups, ranges and lists.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class WeekdaySetTests
{
    [Theory] // text → days, whether every one of them is meant, the words that were read
    [InlineData("monday",                      "Mon",                         false, "monday")]
    [InlineData("mondays",                     "Mon",                         true,  "mondays")]
    [InlineData("monday or tuesday",           "Mon Tue",                     true,  "monday or tuesday")]
    [InlineData("mon, wed and fri",            "Mon Wed Fri",                 true,  "mon, wed and fri")]
    [InlineData("mon/wed/fri",                 "Mon Wed Fri",                 true,  "mon/wed/fri")]
    [InlineData("monday, monday",              "Mon",                         false, "monday, monday")]

    // groups
    [InlineData("weekday",                     "Mon Tue Wed Thu Fri",         true,  "weekday")]
    [InlineData("week days",                   "Mon Tue Wed Thu Fri",         true,  "week days")]
    [InlineData("workdays",                    "Mon Tue Wed Thu Fri",         true,  "workdays")]
    [InlineData("business days",               "Mon Tue Wed Thu Fri",         true,  "business days")]
    [InlineData("working day",                 "Mon Tue Wed Thu Fri",         true,  "working day")]
    [InlineData("weekend",                     "Sun Sat",                     true,  "weekend")]
    [InlineData("weekend days",                "Sun Sat",                     true,  "weekend days")]
    [InlineData("weekends and fridays",        "Sun Fri Sat",                 true,  "weekends and fridays")]

    // ranges
    [InlineData("monday to friday",            "Mon Tue Wed Thu Fri",         true,  "monday to friday")]
    [InlineData("tue through thu",             "Tue Wed Thu",                 true,  "tue through thu")]
    [InlineData("fri-mon",                     "Sun Mon Fri Sat",             true,  "fri-mon")] // over the weekend
    [InlineData("sun-sat",                     "Sun Mon Tue Wed Thu Fri Sat", true,  "sun-sat")]
    [InlineData("mon-wed, sat",                "Mon Tue Wed Sat",             true,  "mon-wed, sat")]

    // prepositions within a list
    [InlineData("tuesdays and on fridays",     "Tue Fri",                     true,  "tuesdays and on fridays")]
    [InlineData("tuesday and every thursday",  "Tue Thu",                     true,  "tuesday and every thursday")]

    // where they end
    [InlineData("mondays and at 9",            "Mon",                         true,  "mondays")]
    [InlineData("monday to 9",                 "Mon",                         false, "monday")]
    [InlineData("weekday nearest to the 15th", "",                            false, "")] // one day of the month
    [InlineData("business weeks",              "",                            false, "")]
    [InlineData("every monday",                "",                            false, "")]
    [InlineData("funday",                      "",                            false, "")]
    [InlineData("",                            "",                            false, "")]
    public void Days_in_words(string text, string days, bool many, string words)
    {
        var reader = new Reader(text, Tokens.Of(text));
        Assert.Equal(days.Length > 0, WeekdaySet.TryRead(reader, out var set, out var all));
        Assert.Equal((days, many, words), (Said.Written(set), all, reader.At == 0 ? "" : reader.Quote(0, reader.At)));
    }

    [Fact]
    public void A_list_in_any_order_and_spelling_is_the_set_of_its_days()
    {
        string[] separators = [", ", " and ", ", and ", "/", " or "];
        var random = new Random(2);
        for (var i = 0; i < 300; i++)
        {
            var list = Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(7)).ToList();
            string Spelled(int day) => random.Next(3) switch { 0 => Phrase.Days[day], 1 => Phrase.Days[day] + "s", _ => Phrase.Days[day][..3] };
            var text = string.Concat(list.Select((day, at) => (at == 0 ? "" : separators[random.Next(separators.Length)]) + Spelled(day)));
            var reader = new Reader(text, Tokens.Of(text));
            Assert.True(WeekdaySet.TryRead(reader, out var days, out _) && reader.AtEnd, text);
            Assert.True(days == list.Aggregate(0, (set, day) => set | 1 << day), $"{text}: {Said.Written(days)}");
        }
    }
}
