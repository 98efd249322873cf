using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Times in other languages, word by word in English.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class ForeignWordsTests
{
    [Theory]
    [InlineData("jeden Tag um 9 Uhr", "every day at 9 o'clock")]
    [InlineData("alle 2 Stunden", "every 2 hours")]
    [InlineData("täglich um 9:30", "daily at 9:30")]
    [InlineData("tous les jours à 9h", "every day at 9 o'clock")]
    [InlineData("todos los días a las 9", "every day at 9")]
    [InlineData("ogni giorno alle 9", "every day at 9")]
    [InlineData("elke dag om 9 uur", "every day at 9 o'clock")]
    [InlineData("todos os dias às 9h", "every day at 9 o'clock")]
    [InlineData("every day at 9", "every day at 9")]
    public void In_English(string text, string english) => Assert.Equal(english, ForeignWords.Translate(text));

    [Theory] // word, whether it means a time by itself, whether it can belong to one
    [InlineData("jeden", true, true)]
    [InlineData("uhr", true, true)]
    [InlineData("lundi", true, true)]
    [InlineData("um", false, true)]
    [InlineData("tag", false, true)] // a tag of a release
    [InlineData("midi", false, true)]
    [InlineData("9", false, true)]
    [InlineData("report", false, false)]
    [InlineData("monday", false, false)]
    public void A_word(string word, bool time, bool part) => Assert.Equal((time, part), (ForeignWords.IsTime(word), ForeignWords.IsPart(word)));
}
