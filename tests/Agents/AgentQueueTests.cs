using System.Collections.Immutable;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;

namespace AgentSched.Tests.Agents;

[Trait("shows", "runs")]
public sealed class AgentQueueTests
{
    [Theory] // running, waiting (in order), limits → what the next run finds
    [InlineData("", "", 1, 3, Admission.Runs)]
    [InlineData("a", "", 2, 3, Admission.Runs)]
    [InlineData("a", "", 1, 3, Admission.Waits)]
    [InlineData("a", "bc", 1, 3, Admission.Waits)]
    [InlineData("a", "bcd", 1, 3, Admission.Refused)]
    [InlineData("a", "", 1, 0, Admission.Refused)]
    [InlineData("", "b", 1, 3, Admission.Waits)] // a slot is free for a moment, but somebody was here before
    [InlineData("abc", "", 1, 3, Admission.Waits)] // the limit was lowered while three ran
    public void A_run_finds_a_slot_or_a_place_in_the_line_or_neither(string running, string waiting, int max, int depth, Admission expected)
    {
        var queue = Queue(running, waiting);
        var (admission, after) = queue.Enter(Run('z'), max, depth);
        Assert.Equal(expected, admission);
        Assert.Equal(expected == Admission.Runs ? running + "z" : running, Letters(after.Running));
        Assert.Equal(expected == Admission.Waits ? waiting + "z" : waiting, Letters(after.Waiting));
    }

    [Theory]
    [InlineData("z", "", Admission.Runs)]
    [InlineData("a", "z", Admission.Waits)]
    public void A_run_that_comes_twice_keeps_its_place(string running, string waiting, Admission expected)
    {
        var queue = Queue(running, waiting);
        var (admission, after) = queue.Enter(Run('z'), 1, 3);
        Assert.Equal(expected, admission);
        Assert.Same(queue, after);
    }

    [Theory] // who leaves → who runs, who waits, who was promoted
    [InlineData("a", "bcd", 'a', 1, "b", "cd", "b")]
    [InlineData("ab", "cd", 'a', 2, "bc", "d", "c")]
    [InlineData("a", "", 'a', 1, "", "", "")]
    [InlineData("a", "bc", 'b', 1, "a", "c", "")] // gives up waiting
    [InlineData("abc", "d", 'a', 1, "bc", "d", "")] // more run than may: nobody follows yet
    [InlineData("a", "bcd", 'a', 3, "bcd", "", "bcd")] // the limit was raised
    [InlineData("a", "b", 'z', 1, "a", "b", "")] // was never here
    public void Who_leaves_makes_room_for_those_who_waited_longest(string running, string waiting, char leaves, int max, string runs, string waits, string promoted)
    {
        var (after, next) = Queue(running, waiting).Leave(Run(leaves), max);
        Assert.Equal((runs, waits, promoted), (Letters(after.Running), Letters(after.Waiting), Letters(next)));
    }

    private static AgentQueue Queue(string running, string waiting) => new([.. running.Select(Run)], [.. waiting.Select(Run)]);

    private static RunId Run(char letter) => RunId.Parse($"18ypn1xr74ebpf29ohvpzig{letter}");

    private static string Letters(ImmutableArray<RunId> runs) => string.Concat(runs.Select(run => run.ToString()[^1]));
}
