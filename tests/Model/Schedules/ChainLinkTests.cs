using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class ChainLinkTests
{
    [Theory] // how a run ended; the links that follow it
    [InlineData(RunStatus.Succeeded, "succeeded finished")]
    [InlineData(RunStatus.Failed,    "failed finished")]
    [InlineData(RunStatus.TimedOut,  "failed finished")]
    [InlineData(RunStatus.Cancelled, "")] // who takes it back wants no more of it
    [InlineData(RunStatus.Missed,    "")]
    [InlineData(RunStatus.Skipped,   "")]
    [InlineData(RunStatus.Rejected,  "")]
    public void Which_end_is_followed_by_what(RunStatus status, string expected)
    {
        var ended = A.Ended(A.At("09:00"), status);
        var followed = Enum.GetValues<ChainEvent>().Where(on => new ChainLink(on, "alice", "x").Follows(ended)).Select(on => on.ToString().ToLowerInvariant());
        Assert.Equal(expected, string.Join(' ', followed));
        Assert.DoesNotContain(Enum.GetValues<ChainEvent>(), on => new ChainLink(on, "alice", "x").Follows(ended with { StartedAt = null })); // a full queue, say
    }

    [Theory] // links (after which end, agent, schedule); the column
    [InlineData("",                                null)]
    [InlineData("Succeeded alice x",               """[{"on":"succeeded","agent":"alice","schedule":"x"}]""")]
    [InlineData("Failed alice x,Finished bob y",   """[{"on":"failed","agent":"alice","schedule":"x"},{"on":"finished","agent":"bob","schedule":"y"}]""")]
    public void Links_are_read_as_they_were_written(string links, string? column)
    {
        ChainLink[] all = [.. links.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(' ')).Select(one => new ChainLink(Enum.Parse<ChainEvent>(one[0]), one[1], one[2]))];
        Assert.Equal(column, ChainLink.ToColumn(all));
        Assert.Equal(all, ChainLink.FromColumn(column));
    }
}
