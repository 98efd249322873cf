using AgentSched.Model.Activities;

namespace AgentSched.Tests.Model.Activities;

/// <summary>Pages over several feeds.</summary>
[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class FeedMergeTests
{
    [Theory] // looks (… : there is more), limit; page, where the next begins
    [InlineData("a9 a5|b7 b3",   10, "a9 b7 a5 b3", null)]
    [InlineData("a9 a5|b7 b3",   2,  "a9 b7",       "7.b")]
    [InlineData("a5 a4|b5 b4",   3,  "a5 b5 a4",    "4.a")] // the same number: by name
    [InlineData("a9 a8…|b7 b3",  10, "a9 a8",       "8.a")] // behind a8 there may be more of a, before b7
    [InlineData("a9 a8…|b7 b3…", 1,  "a9",          "9.a")]
    [InlineData("…2|b7 b3",      10, "b7 b3",       "2.a")] // nothing of a matched down to 2
    [InlineData("…5|b7 b3",      10, "b7",          "5.a")]
    [InlineData("|",             10, "",            null)]
    public void The_newest_of_all_come_first_and_nothing_behind_what_is_not_known_yet(string looks, int limit, string page, string? next)
    {
        var (entries, behind) = FeedMerge.Page(looks.Split('|').Select(Look), limit);
        Assert.Equal(page, string.Join(' ', entries.Select(e => $"{e.Agent}{e.Sequence}")));
        Assert.Equal(next, behind?.ToString());
    }

    [Fact]
    public void However_far_each_look_goes_the_pages_together_are_all_entries_in_order_each_once() => Assert.All(Enumerable.Range(0, 200), seed =>
    {
        var random = new Random(seed);
        string[] agents = ["", "a", "b"];
        var all = (from agent in agents from sequence in Enumerable.Range(1, 12) where random.Next(2) == 0 select Entry(agent, sequence)).ToList();
        var (pages, behind) = (new List<ActivityEntry>(), (FeedPosition?)null);
        for (var page = 0; page == 0 || behind is not null; page++)
        {
            (var entries, behind) = FeedMerge.Page(agents.Select(agent => LookBehind(agent, behind)).ToList(), random.Next(1, 6));
            pages.AddRange(entries);
            Assert.True(page < 100);
        }

        Assert.Equal(all.OrderBy(FeedPosition.Of), pages);

        FeedPage LookBehind(string agent, FeedPosition? place)
        {
            var rest = all.Where(one => one.Agent == agent && one.Sequence <= (place?.LimitOf(agent) ?? long.MaxValue)).OrderByDescending(one => one.Sequence).ToList();
            var looked = random.Next(1, 5); // it stops after some
            return looked < rest.Count ? new FeedPage(rest[..looked], FeedPosition.Of(rest[looked - 1])) : new FeedPage(rest, Until: null);
        }
    });

    private static FeedPage Look(string look, int index)
    {
        var agent = ((char)('a' + index)).ToString();
        var rest = look.Split('…');
        var entries = rest[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(e => Entry(agent, long.Parse(e[1..]))).ToList();
        FeedPosition? until = rest.Length == 1 ? null : rest[1].Length > 0 ? new FeedPosition(long.Parse(rest[1]), agent) : FeedPosition.Of(entries[^1]);
        return new FeedPage(entries, until);
    }

    private static ActivityEntry Entry(string agent, long sequence) =>
        new(ActivityType.RunStarted, ActivityState.Started, "scheduler", DateTimeOffset.UnixEpoch) { Agent = agent, Sequence = sequence };
}
