using AgentSched.Model.Schedules;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "right-answers")]
public sealed class ScheduleNameTests
{
    [Theory] // names that are the same
    [InlineData("Nightly", "nightly")]
    [InlineData("  nightly ", "nightly")]
    [InlineData("caf\u00E9", "CAFE\u0301")]
    [InlineData("\u039F\u0394\u039F\u03A3", "\u03BF\u03B4\u03BF\u03C2")] // a word that ends in sigma
    [InlineData("\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("\uD801\uDC00", "\uD801\uDC28")] // Deseret, outside of the first plane
    public void Spelling_and_case_make_no_other_name(string a, string b) => Assert.True(ScheduleName.IsSame(a, b));

    [Theory] // names that are not
    [InlineData("nightly", "nightly 2")]
    [InlineData("cafe", "caf\u00E9")]
    [InlineData("\uD83D\uDE80", "\uD83D\uDE81")]
    [InlineData("a b", "ab")]
    [InlineData("\uFF21", "A")] // a full-width letter is a letter of its own
    public void Other_letters_do(string a, string b) => Assert.False(ScheduleName.IsSame(a, b));

    [Theory] // a name; the character that is objected to, null: none
    [InlineData("\uD83D\uDE80 deploy", null)]
    [InlineData("\uD83D\uDC69\u200D\uD83D\uDCBB", null)] // joined
    [InlineData("\uD83C\uDDE9\uD83C\uDDEA", null)] // a flag of two letters
    [InlineData("\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC7F", null)] // a flag of tags
    [InlineData("1\uFE0F\u20E3", null)] // a keycap
    [InlineData("\uD842\uDFB7\u91CE\u5C4B", null)] // an ideograph outside of the first plane
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", null)] // Persian, with a non-joiner
    [InlineData("\u0928\u092E\u0938\u094D\u0924\u0947", null)]
    [InlineData("a\nb", "U+000A")]
    [InlineData("a\u0000", "U+0000")]
    [InlineData("a\u202Eb", "U+202E")] // would turn the text around
    [InlineData("a\u200Bb", "U+200B")] // two names that look the same
    [InlineData("a\u2028b", "U+2028")]
    [InlineData("\uE000", "U+E000")]
    [InlineData("a\uFFFEb", "U+FFFE")]
    public void Every_letter_and_emoji_is_a_name(string name, string? objection)
    {
        if (objection is null)
        {
            Assert.Null(ScheduleName.Objection(name));
        }
        else
        {
            Assert.Contains(objection, ScheduleName.Objection(name), StringComparison.Ordinal);
        }
    }

    [Theory] // code points count, not UTF-16 units
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_name_has_at_most_100_characters(int length, bool isName) =>
        Assert.Equal(isName, ScheduleName.Objection(string.Concat(Enumerable.Repeat("\uD83D\uDE80", length))) is null);
}
