using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Words that mean numbers, days and months.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class VocabularyTests
{
    [Theory] // text → number, tokens that were read; -1: none
    [InlineData("0",           0,          1)]
    [InlineData("007",         7,          1)]
    [InlineData("2147483647",  2147483647, 1)]
    [InlineData("2147483648",  -1,         0)] // too large
    [InlineData("zero",        0,          1)]
    [InlineData("nineteen",    19,         1)]
    [InlineData("twenty",      20,         1)]
    [InlineData("twenty five", 25,         2)]
    [InlineData("ninety-nine", 99,         2)]
    [InlineData("twenty zero", 20,         1)]
    [InlineData("twenty ten",  20,         1)]
    [InlineData("five twenty", 5,          1)]
    [InlineData("hundred",     -1,         0)]
    [InlineData("-1",          -1,         0)]
    [InlineData("1.5",         -1,         0)]
    [InlineData("1st",         -1,         0)]
    [InlineData("a",           -1,         0)]
    [InlineData("",            -1,         0)]
    public void A_number(string text, int number, int tokens)
    {
        var reader = new Reader(text, Tokens.Of(text));
        Assert.Equal((number, tokens), (Vocabulary.TryNumber(reader, out var read) ? read : -1, reader.At));
    }

    [Theory] // text → ordinal, tokens that were read; -1: none
    [InlineData("1st",          1,   1)]
    [InlineData("22nd",         22,  1)]
    [InlineData("31ST",         31,  1)]
    [InlineData("100th",        100, 1)] // who asks knows the limit
    [InlineData("first",        1,   1)]
    [InlineData("twentieth",    20,  1)]
    [InlineData("twenty first", 21,  2)]
    [InlineData("twenty-ninth", 29,  2)]
    [InlineData("thirtieth",    30,  1)]
    [InlineData("thirty first", 31,  2)]
    [InlineData("twenty",       -1,  0)]
    [InlineData("twenty tenth", -1,  0)]
    [InlineData("forty first",  -1,  0)]
    [InlineData("zeroth",       -1,  0)]
    [InlineData("1",            -1,  0)]
    [InlineData("one",          -1,  0)]
    [InlineData("last",         -1,  0)]
    [InlineData("",             -1,  0)]
    public void An_ordinal(string text, int number, int tokens)
    {
        var reader = new Reader(text, Tokens.Of(text));
        Assert.Equal((number, tokens), (Vocabulary.TryOrdinal(reader, out var read) ? read : -1, reader.At));
    }

    [Theory] // word → day of the week from 0, Sunday; whether it means all of them; -1: none
    [InlineData("sunday",   0,  false)]
    [InlineData("sun",      0,  false)]
    [InlineData("mon",      1,  false)]
    [InlineData("tues",     2,  false)] // not the plural of tue
    [InlineData("weds",     3,  false)]
    [InlineData("thur",     4,  false)]
    [InlineData("thurs",    4,  false)]
    [InlineData("saturday", 6,  false)]
    [InlineData("mondays",  1,  true)]
    [InlineData("monday's", 1,  true)]
    [InlineData("mons",     1,  true)]
    [InlineData("monda",    -1, false)]
    [InlineData("MONDAY",   -1, false)] // tokens are in lower case
    [InlineData("weekday",  -1, false)]
    [InlineData("s",        -1, false)]
    [InlineData("",         -1, false)]
    public void A_day(string word, int day, bool many) =>
        Assert.Equal((day, many), (Vocabulary.TryDay(word, out var read, out var all) ? read : -1, all));

    [Theory] // word → month; -1: none
    [InlineData("january",  1)]
    [InlineData("jan",      1)]
    [InlineData("may",      5)]
    [InlineData("sep",      9)]
    [InlineData("sept",     9)]
    [InlineData("december", 12)]
    [InlineData("janu",     -1)]
    [InlineData("junes",    -1)]
    [InlineData("",         -1)]
    public void A_month(string word, int month) => Assert.Equal(month, Vocabulary.TryMonth(word, out var read) ? read : -1);

    [Theory] // word, whether a range may begin or end with it
    [InlineData("mon",     true)]
    [InlineData("mondays", true)]
    [InlineData("june",    true)]
    [InlineData("weekday", false)]
    [InlineData("9",       false)]
    public void A_name(string word, bool isName) => Assert.Equal(isName, Vocabulary.IsName(word));

    [Theory] // word → number; -1: none
    [InlineData("7",  7)]
    [InlineData("+7", -1)]
    [InlineData(" 7", -1)]
    [InlineData("7h", -1)]
    [InlineData("٧",  -1)] // a digit of another script
    public void Digits(string word, int number) => Assert.Equal(number, Vocabulary.TryDigits(word, out var read) ? read : -1);
}
