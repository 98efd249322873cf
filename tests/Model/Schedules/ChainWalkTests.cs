using AgentSched.Model.Schedules;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class ChainWalkTests
{
    [Theory] // links ("a>b": b follows a; the first name is the schedule that is saved); what is wrong with them
    [InlineData("a>b b>c", null)]
    [InlineData("a>b a>c b>d c>d", null)] // two ways to one schedule are no circle
    [InlineData("a>a", "forms a cycle: a → a")]
    [InlineData("a>b b>a", "forms a cycle: a → b → a")]
    [InlineData("nightly>report report>nightly", "forms a cycle: nightly → report → nightly")]
    [InlineData("a>b b>c c>d d>b", "forms a cycle: b → c → d → b")] // one that others made at the same moment
    [InlineData("a>gone gone>a", null)] // nothing follows a schedule that was deleted
    [InlineData("0>1 1>2 2>3 3>4 4>5 5>6 6>7 7>8 8>9 9>10", null)]
    [InlineData("0>1 1>2 2>3 3>4 4>5 5>6 6>7 7>8 8>9 9>10 10>11", "is too long: at most 10 runs may follow each other, but this chain is 0 → 1 → 2 → 3 → 4 → 5 → 6 → 7 → 8 → 9 → 10 → 11")]
    [InlineData("0>2 0>1 1>2 2>3 3>4 4>5 5>6 6>7 7>8 8>9 9>10 10>11", "is too long: at most 10 runs may follow each other, but this chain is 0 → 1 → …")] // the long way round, seen second
    public async Task A_chain_that_cannot_be_is_told_in_words(string links, string? expected)
    {
        var chain = links.Split(' ').Select(l => l.Split('>')).ToLookup(l => l[0], l => new ChainLink(ChainEvent.Succeeded, "alice", l[1]));
        var start = links.Split('>')[0];
        Assert.Equal(expected, await ChainWalk.ProblemAsync(Node(start), link => Task.FromResult(link.Schedule == "gone" ? null : Node(link.Schedule))!));

        ChainNode Node(string name) => new(name, name, [.. chain[name]]);
    }

    [Fact]
    public async Task A_chain_that_fans_out_too_far_is_refused_before_it_is_walked_to_its_end()
    {
        var reads = 0;
        var problem = await ChainWalk.ProblemAsync(Node(0), link =>
        {
            reads++;
            return Task.FromResult<ChainNode?>(Node(int.Parse(link.Schedule.Split('-')[0])) with { Id = link.Schedule });
        });
        Assert.Equal("one run of \"layer 8\" would be followed by 110 runs over all branches; at most 100 are allowed", problem);
        Assert.True(reads <= 100, $"{reads} reads");

        static ChainNode Node(int layer) => new(
            $"{layer}-0", $"layer {layer}", layer == 10 ? [] : [.. Enumerable.Range(0, 10).Select(i => new ChainLink(ChainEvent.Finished, "alice", $"{layer + 1}-{i}"))]);
    }
}
