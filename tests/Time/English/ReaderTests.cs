using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>A place in the tokens of a text.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ReaderTests
{
    private const string Text = " Every  Day at 9am ";

    [Theory] // place, ahead → word; empty outside of the text
    [InlineData(0, 0,  "every")]
    [InlineData(0, 4,  "am")]
    [InlineData(2, -1, "day")]
    [InlineData(0, -1, "")]
    [InlineData(4, 1,  "")]
    [InlineData(5, 0,  "")]
    public void The_word_at_a_place(int at, int ahead, string word) => Assert.Equal(word, At(at).Word(ahead));

    [Theory] // place, words → whether they come next, and the place behind them
    [InlineData(0, "every",       true,  1)]
    [InlineData(0, "every day",   true,  2)]
    [InlineData(0, "day",         false, 0)]
    [InlineData(0, "every night", false, 0)] // the first one only
    [InlineData(3, "9 am",        true,  5)]
    [InlineData(4, "am every",    false, 4)] // over the end
    [InlineData(5, "every",       false, 5)]
    public void Words_are_taken_together_or_not_at_all(int at, string words, bool taken, int next)
    {
        var reader = At(at);
        Assert.Equal((taken, next), (reader.TakeAll(words), reader.At));
    }

    [Fact]
    public void One_of_several_words_is_taken()
    {
        var reader = At(2);
        Assert.False(reader.Take("on", "in"));
        Assert.True(reader.Take("on", "at", "9"));
        Assert.Equal((3, false), (reader.At, reader.AtEnd));
        Assert.True(reader.Take("9") && reader.Take("am") && reader.AtEnd);
        Assert.False(reader.Take(""));
    }

    [Theory] // place, whether the next token stands right behind the one before it
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(4, true)] // 9am
    [InlineData(5, false)]
    public void Neighbours_touch_without_a_blank(int at, bool touches) => Assert.Equal(touches, At(at).Touches(0));

    [Theory] // from, to → the text as it was written
    [InlineData(0, 1, "Every")]
    [InlineData(0, 2, "Every  Day")]
    [InlineData(3, 5, "9am")]
    [InlineData(2, 2, "Every  Day at 9am")] // nothing: the whole text
    [InlineData(5, 6, "Every  Day at 9am")]
    public void A_quote(int from, int to, string quote) => Assert.Equal(quote, At(0).Quote(from, to));

    [Fact]
    public void The_first_refusal_stays()
    {
        var reader = At(2);
        Assert.Null(reader.Refusal);
        Assert.True(reader.Refuse(0, "is the first"));
        Assert.True(reader.Refuse(1, "is the second"));
        Assert.Equal("\"Every  Day\" is the first", reader.Refusal);
    }

    [Fact]
    public void Going_back_is_always_false()
    {
        var reader = At(3);
        Assert.Equal((false, 1), (reader.Back(1), reader.At));
    }

    private static Reader At(int at) => new(Text, Tokens.Of(Text)) { At = at };
}
