using AgentSched.Model.Activities;

namespace AgentSched.Tests.Model.Activities;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class FeedPositionTests
{
    [Theory] // a place, another; the order: -1 is nearer to the top
    [InlineData("9.a", "5.a", -1)] // newest first
    [InlineData("5.a", "9.a", 1)]
    [InlineData("5.a", "5.b", -1)] // of the same number: by name
    [InlineData("5.",  "5.a", -1)] // the tenant's own first
    [InlineData("5.a", "5.a", 0)]
    public void The_newest_entry_comes_first(string one, string other, int expected) => Assert.Equal(expected, Math.Sign(Place(one).CompareTo(Place(other))));

    [Theory] // agent (empty: the tenant); the greatest number that its entries behind 5.m may have
    [InlineData("a", 4)]
    [InlineData("m", 4)]
    [InlineData("n", 5)]
    [InlineData("",  4)]
    public void A_place_in_the_merged_order_is_a_place_in_each_feed(string agent, long limit) => Assert.Equal(limit, Place("5.m").LimitOf(agent));

    [Theory] // text; whether it is a place
    [InlineData("5.alice",                    true)]
    [InlineData("5.a.b-c_d",                  true)]
    [InlineData("5.",                         true)] // the tenant's
    [InlineData("0.alice",                    true)]
    [InlineData("9223372036854775807.alice",  true)]
    [InlineData("9223372036854775808.alice",  false)]
    [InlineData("5",                          false)]
    [InlineData("-5.alice",                   false)]
    [InlineData(" 5.alice",                   false)]
    [InlineData("x.alice",                    false)]
    [InlineData("",                           false)]
    [InlineData(null,                         false)]
    public void Only_a_mark_that_a_page_gave_is_a_place(string? text, bool isOne)
    {
        Assert.Equal(isOne, FeedPosition.TryParse(text, out var position));
        Assert.Equal(isOne ? text : null, position?.ToString());
    }

    [Fact]
    public void Whatever_the_place_the_limits_of_all_feeds_together_are_what_lies_behind_it() => Assert.All(Enumerable.Range(0, 200), seed =>
    {
        var random = new Random(seed);
        var all = Enumerable.Range(0, 20).Select(_ => Any()).ToList();
        var place = Any();
        Assert.Equal(all.Where(one => one.CompareTo(place) > 0), all.Where(one => one.Sequence <= place.LimitOf(one.Agent)));
        Assert.Equal(all.Order(), all.OrderByDescending(one => one.Sequence).ThenBy(one => one.Agent, StringComparer.Ordinal));

        FeedPosition Any() => new(random.Next(6), ((string[])["", "a", "b", "B", "c"])[random.Next(5)]);
    });

    private static FeedPosition Place(string text) => FeedPosition.TryParse(text, out var place) ? place.Value : throw new ArgumentException(text);
}
