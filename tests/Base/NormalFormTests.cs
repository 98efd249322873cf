using AgentSched.Base;

namespace AgentSched.Tests.Base;

/// <summary>Normalization form C without culture data; rows as in UAX #15 and NormalizationTest.txt.</summary>
[Trait("shows", "right-answers")]
public sealed class NormalFormTests
{
    [Theory] // text, form C
    [InlineData("nightly", "nightly")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u00E9", "\u00E9")]
    [InlineData("u\u0308\u0304", "\u01D6")] // two marks, one after the other
    [InlineData("a\u0323\u0307", "\u1EA1\u0307")] // below, then above: only the first composes
    [InlineData("a\u0307\u0323", "\u1EA1\u0307")] // the other order is the same text
    [InlineData("\u1E0B\u0323", "\u1E0D\u0307")]
    [InlineData("\u0041\u030A", "\u00C5")]
    [InlineData("\u212B", "\u00C5")] // the angstrom sign is the letter
    [InlineData("\u2126", "\u03A9")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")] // Hangul follows a formula
    [InlineData("\uD558\u11AB", "\uD55C")]
    [InlineData("\u0958", "\u0915\u093C")] // excluded from composition
    [InlineData("\u09C7\u09BE", "\u09CB")] // a vowel sign that composes and is no mark
    [InlineData("\uD834\uDD5E", "\uD834\uDD57\uD834\uDD65")] // outside of the first plane
    [InlineData("\uF900", "\u8C48")] // a compatibility ideograph
    [InlineData("x\uD800y\u00E9", "x\uD800y\u00E9")] // unpaired: as it is
    [InlineData("\uD83D\uDC69\u200D\uD83D\uDCBB caf\u0065\u0301", "\uD83D\uDC69\u200D\uD83D\uDCBB caf\u00E9")]
    public void A_text_has_one_spelling(string text, string expected)
    {
        Assert.Equal(expected, NormalForm.Of(text));
        Assert.Equal(expected, NormalForm.Of(NormalForm.Of(text)));
    }
}
