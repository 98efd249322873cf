using AgentSched.Model.Activities;

namespace AgentSched.Tests.Model.Activities;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class DetailsTests
{
    [Theory] // characters of a sentence; characters of what an entry shows, whether it was cut
    [InlineData(0,      0,   false)]
    [InlineData(200,    200, false)]
    [InlineData(201,    200, true)]
    [InlineData(10_000, 200, true)]
    public void A_long_sentence_is_cut_to_200_characters(int length, int expected, bool cut)
    {
        var text = Details.Short(new string('x', length))!;
        Assert.Equal((expected, cut), (text.Length, text.EndsWith('…')));
    }

    [Fact]
    public void A_sentence_is_never_cut_within_a_character()
    {
        Assert.Equal(new string('x', 198) + "…", Details.Short(new string('x', 198) + "😀😀"));
        Assert.Equal(new string('x', 197) + "😀…", Details.Short(new string('x', 197) + "😀😀")); // 201 characters: each of these two counts twice
        Assert.Null(Details.Short(null));
    }

    [Fact]
    public void Details_are_a_small_JSON_object_without_nulls() =>
        Assert.Equal("""{"status":"failed","until":"2026-01-05T09:00:00Z"}""", Details.Of(new { Status = ActivityState.Failed, Note = (string?)null, Until = DateTimeOffset.Parse("2026-01-05T09:00Z") }));

    [Theory] // name, tags before; after; names of the fields that differ
    [InlineData("a",  "x y", "a",  "x y", "")]
    [InlineData("a",  "x y", "b",  "x y", "name")]
    [InlineData("a",  "x y", "a",  "y x", "tags")] // the order counts
    [InlineData("a",  "x",   "b",  "",    "name tags")]
    [InlineData(null, "",    "a",  "",    "name")]
    [InlineData("a",  "",    null, "",    "name")]
    public void Fields_that_differ_are_named(string? nameBefore, string tagsBefore, string? nameAfter, string tagsAfter, string expected) =>
        Assert.Equal(expected, string.Join(' ', Details.Changed(new { Name = nameBefore, Tags = tagsBefore.Split(' ') }, new { Name = nameAfter, Tags = tagsAfter.Split(' ') })));
}
