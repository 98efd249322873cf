using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Days of the week as letters.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class DayLettersTests
{
    [Theory] // a token in lower case → the days, from Sunday on; null: it is none
    [InlineData("m-f", "Mon Tue Wed Thu Fri")]
    [InlineData("m–th", "Mon Tue Wed Thu")]
    [InlineData("sa-m", "Sun Mon Sat")]
    [InlineData("m, w, f", "Mon Wed Fri")]
    [InlineData("m,w and f", "Mon Wed Fri")]
    [InlineData("tu/th", "Tue Thu")]
    [InlineData("m-w, f", "Mon Tue Wed Fri")]
    [InlineData("mwf", "Mon Wed Fri")]
    [InlineData("tth", "Tue Thu")]
    [InlineData("mtwthf", "Mon Tue Wed Thu Fri")]
    [InlineData("m", null)] // one letter is no day
    [InlineData("t/th", null)] // Tuesday or Thursday
    [InlineData("s-m", null)] // Saturday or Sunday
    [InlineData("m-files", null)]
    [InlineData("sum", null)]
    [InlineData("", null)]
    public void Read(string word, string? expected) => Assert.Equal(expected, DayLetters.TryRead(word, out var days) ? Said.Written(days) : null);

    [Theory] // text, index → the index after the days; null: none begin there
    [InlineData("M-F at 9", 0, 3)]
    [InlineData("at 9 M, W, F", 5, 12)]
    [InlineData("5m-f", 1, null)]
    [InlineData("w/foo", 0, null)]
    public void End(string text, int start, int? expected) => Assert.Equal(expected, DayLetters.EndOf(text, start));
}
