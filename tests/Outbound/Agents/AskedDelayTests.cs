using AgentSched.Outbound.Agents;

namespace AgentSched.Tests.Outbound.Agents;

[Trait("shows", "access-money")]
public sealed class AskedDelayTests
{
    private static readonly DateTimeOffset SentAt = DateTimeOffset.Parse("2026-01-05T09:00:00Z");

    [Theory] // the header's value; seconds to wait
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    [InlineData(" 120 ", 120)]
    [InlineData("0007", 7)]
    [InlineData("999999999999999999999999", 999_999_999)] // never, in other words
    [InlineData("Mon, 05 Jan 2026 09:00:30 GMT", 30)]
    [InlineData("Mon, 05 Jan 2026 09:00:00 GMT", 0)]
    [InlineData("Monday, 05-Jan-26 09:01:00 GMT", 60)] // the older forms of HTTP
    [InlineData("Mon Jan  5 09:01:00 2026", 60)]
    public void Seconds_and_dates_are_read(string value, int seconds) =>
        Assert.Equal(new AskedDelay(TimeSpan.FromSeconds(seconds), string.Empty), AskedDelay.Read(value, SentAt));

    [Theory] // the header's value; what the sentence says of it
    [InlineData("", "is neither a whole number of seconds nor a date")]
    [InlineData("soon", "is neither a whole number of seconds nor a date")]
    [InlineData("-5", "is neither a whole number of seconds nor a date")]
    [InlineData("1.5", "is neither a whole number of seconds nor a date")]
    [InlineData("7 seconds", "is neither a whole number of seconds nor a date")]
    [InlineData("7, 9", "is neither a whole number of seconds nor a date")] // sent twice
    [InlineData("NaN", "is neither a whole number of seconds nor a date")]
    [InlineData("Mon, 05 Jan 2026 08:59:59 GMT", "lies in the past")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", "lies in the past")]
    public void Nonsense_is_ignored_in_words(string value, string why) =>
        Assert.Equal(new AskedDelay(null, $"; its Retry-After \"{value}\" {why} and is ignored"), AskedDelay.Read(value, SentAt));

    [Fact]
    public void A_long_value_is_cut_in_the_sentence_and_has_no_control_characters()
    {
        var ignored = AskedDelay.Read("a\tb" + new string('x', 500), SentAt).Ignored;
        Assert.Contains("\"a bxx", ignored, StringComparison.Ordinal);
        Assert.InRange(ignored.Length, 60, 160);
    }
}
