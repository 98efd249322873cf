using AgentSched.Model.Activities;

namespace AgentSched.Tests.Activities;

/// <summary>Pages over several feeds, and the numbers of entries.</summary>
[Trait("shows", "access")]
public sealed class FeedMergeTests
{
    [Theory] // looks (… : there is more), limit, page, where the next begins
    [InlineData("a9 a5|b7 b3", 10, "a9 b7 a5 b3", null)]
    [InlineData("a9 a5|b7 b3", 2, "a9 b7", "7.b")]
    [InlineData("a5 a4|b5 b4", 3, "a5 b5 a4", "4.a")] // the same number: by name
    [InlineData("a9 a8…|b7 b3", 10, "a9 a8", "8.a")] // behind a8 there may be more of a, before b7
    [InlineData("a9 a8…|b7 b3…", 1, "a9", "9.a")]
    [InlineData("…2|b7 b3", 10, "b7 b3", "2.a")] // nothing of a matched down to 2
    [InlineData("…5|b7 b3", 10, "b7", "5.a")]
    [InlineData("|", 10, "", null)]
    public void The_newest_of_all_come_first_and_nothing_behind_what_is_not_known_yet(string looks, int limit, string page, string? next)
    {
        var (entries, behind) = FeedMerge.Page(looks.Split('|').Select(Look), limit);
        Assert.Equal(page, string.Join(' ', entries.Select(e => $"{e.Agent}{e.Sequence}")));
        Assert.Equal(next, behind?.ToString());
    }

    [Theory] // behind 5.m: what other agents may still have
    [InlineData("a", 4)]
    [InlineData("m", 4)]
    [InlineData("n", 5)]
    [InlineData("", 4)]
    public void A_place_in_the_merged_order_is_a_place_in_each_feed(string agent, long limit) =>
        Assert.Equal(limit, new FeedPosition(5, "m").LimitOf(agent));

    [Theory]
    [InlineData("5.alice", true)]
    [InlineData("5.a.b-c_d", true)]
    [InlineData("5.", true)] // the tenant's
    [InlineData("5", false)]
    [InlineData("-5.alice", false)]
    [InlineData("x.alice", false)]
    public void Only_a_mark_that_a_page_gave_is_a_place(string text, bool isOne)
    {
        Assert.Equal(isOne, FeedPosition.TryParse(text, out var position));
        Assert.Equal(isOne ? text : null, position?.ToString());
    }

    [Theory] // last number, milliseconds since 1970, next
    [InlineData(0, 0, 1)]
    [InlineData(0, 5, 5000)]
    [InlineData(4999, 5, 5000)]
    [InlineData(5000, 5, 5001)] // two of one moment
    [InlineData(9000, 5, 9001)] // another machine's clock is ahead
    public void Numbers_follow_the_clock_and_only_grow(long last, int at, long next) =>
        Assert.Equal(next, ActivitySequence.Next(last, DateTimeOffset.UnixEpoch.AddMilliseconds(at)));

    private static FeedFound Look(string look, int index)
    {
        var agent = ((char)('a' + index)).ToString();
        var rest = look.Split('…');
        var entries = rest[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(e => Entry(agent, long.Parse(e[1..]))).ToList();
        FeedPosition? until = rest.Length == 1 ? null : rest[1].Length > 0 ? new FeedPosition(long.Parse(rest[1]), agent) : FeedPosition.Of(entries[^1]);
        return new FeedFound(entries, until);
    }

    private static ActivityEntry Entry(string agent, long sequence) =>
        new(ActivityType.RunStarted, ActivityState.Started, "scheduler", DateTimeOffset.UnixEpoch) { Agent = agent, Sequence = sequence };
}
