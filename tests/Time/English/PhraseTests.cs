using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>The pieces that sentences are made of.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class PhraseTests
{
    [Theory] // parts, word before the last one → joined
    [InlineData("a", "and", "a")]
    [InlineData("a b", "and", "a and b")]
    [InlineData("a b c", "and", "a, b and c")]
    [InlineData("a b c", "or", "a, b or c")]
    public void A_list(string parts, string last, string joined) => Assert.Equal(joined, Phrase.Join(parts.Split(' '), last));

    [Theory] // numbers → joined; three and more in a row are a range
    [InlineData("7", "7")]
    [InlineData("7 8", "7 and 8")]
    [InlineData("7 8 9", "7 to 9")]
    [InlineData("7 17 23", "7, 17 and 23")]
    [InlineData("1 2 3 5 7 8 9", "1 to 3, 5 and 7 to 9")]
    [InlineData("1 2 4 5 6", "1, 2 and 4 to 6")]
    public void A_set(string numbers, string joined) => Assert.Equal(joined, Phrase.Set([.. numbers.Split(' ').Select(int.Parse)], Phrase.Number));

    [Theory] // written, numbers
    [InlineData("1st 2nd 3rd 4th 10th", 1, 2, 3, 4, 10)]
    [InlineData("11th 12th 13th 14th", 11, 12, 13, 14)]
    [InlineData("20th 21st 22nd 23rd 24th", 20, 21, 22, 23, 24)]
    [InlineData("30th 31st", 30, 31)]
    [InlineData("101st 111th 112th 113th 121st", 101, 111, 112, 113, 121)]
    public void Ordinals_in_digits(string expected, params int[] numbers) => Assert.Equal(expected, string.Join(' ', numbers.Select(Phrase.Nth)));

    [Fact]
    public void Ordinals_in_words() => Assert.Equal("first second third fourth fifth", string.Join(' ', Enumerable.Range(1, 5).Select(Phrase.Ordinal)));

    [Theory] // count, unit → words
    [InlineData(1, "hour", "every hour")]
    [InlineData(2, "hour", "every 2 hours")]
    [InlineData(1000000, "second", "every 1000000 seconds")]
    public void A_repeating_unit(long count, string unit, string words) => Assert.Equal(words, Phrase.Every(count, unit));

    [Theory] // hour, minute, second → as it is written
    [InlineData(0, 0, 0, "00:00")]
    [InlineData(9, 5, 0, "09:05")]
    [InlineData(23, 59, 9, "23:59:09")]
    public void A_clock_time(int hour, int minute, int second, string written) => Assert.Equal(written, Phrase.Clock(hour, minute, second));

    [Fact]
    public void A_day() => Assert.Equal("2026-03-09", Phrase.Day(new DateTime(2026, 3, 9, 23, 59, 59)));

    [Fact]
    public void Days_count_from_Sunday_and_months_from_January() => Assert.Equal(("Sunday", 7, "January", 12), (Phrase.Days[0], Phrase.Days.Length, Phrase.Months[0], Phrase.Months.Length));
}
