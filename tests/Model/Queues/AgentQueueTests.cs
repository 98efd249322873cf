using AgentSched.Model.Queues;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Queues;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class AgentQueueTests
{
    [Theory] // runs with a slot, runs that wait (in order), most at once, longest line; what the next run finds
    [InlineData("",    "",    1, 3, Admission.Runs)]
    [InlineData("a",   "",    2, 3, Admission.Runs)]
    [InlineData("a",   "",    1, 3, Admission.Waits)]
    [InlineData("a",   "bc",  1, 3, Admission.Waits)]
    [InlineData("a",   "bcd", 1, 3, Admission.Refused)]
    [InlineData("a",   "",    1, 0, Admission.Refused)]
    [InlineData("",    "",    1, 0, Admission.Runs)]
    [InlineData("",    "b",   1, 3, Admission.Waits)] // a slot is free for a moment, but somebody was here before
    [InlineData("abc", "",    1, 3, Admission.Waits)] // the limit was lowered while three ran
    public void A_run_finds_a_slot_or_a_place_in_the_line_or_neither(string running, string waiting, int max, int depth, Admission expected)
    {
        var queue = Queue(running, waiting);
        var (admission, after) = queue.Enter(A.RunId('z'), max, depth);
        Assert.Equal(expected, admission);
        Assert.Equal(expected == Admission.Runs ? running + "z" : running, A.Letters(after.Running));
        Assert.Equal(expected == Admission.Waits ? waiting + "z" : waiting, A.Letters(after.Waiting));
    }

    [Theory] // runs that wait, those of them that await their owner's ledger; what the next run finds where a slot is free
    [InlineData("b",  "b",  Admission.Runs)] // nobody waits for another's owner
    [InlineData("bc", "bc", Admission.Runs)]
    [InlineData("bc", "b",  Admission.Waits)]
    [InlineData("b",  "",   Admission.Waits)]
    public void A_run_that_awaits_its_owner_keeps_nobody_waiting(string waiting, string awaitOwner, Admission expected)
    {
        var queue = awaitOwner.Aggregate(Queue("a", waiting), (all, run) => all.With(A.RunId(run), RunTerms.Default with { AwaitsOwner = true }));
        Assert.Equal(expected, queue.Enter(A.RunId('z'), maxConcurrent: 2, queueDepth: 3).Admission);
    }

    [Theory] // runs with a slot, runs that wait; what the run finds that is among them
    [InlineData("z", "",  Admission.Runs)]
    [InlineData("a", "z", Admission.Waits)]
    public void A_run_that_comes_twice_keeps_its_place(string running, string waiting, Admission expected)
    {
        var queue = Queue(running, waiting);
        var (admission, after) = queue.Enter(A.RunId('z'), 1, 3);
        Assert.Equal(expected, admission);
        Assert.Same(queue, after);
    }

    [Theory] // runs with a slot, runs that wait; who leaves; most at once; who runs, who waits, who was promoted
    [InlineData("a",   "bcd",              'a', 1,  "b",              "cd", "b")]
    [InlineData("ab",  "cd",               'a', 2,  "bc",             "d",  "c")]
    [InlineData("a",   "",                 'a', 1,  "",               "",   "")]
    [InlineData("",    "",                 'a', 1,  "",               "",   "")]
    [InlineData("a",   "bc",               'b', 1,  "a",              "c",  "")] // gives up waiting
    [InlineData("abc", "d",                'a', 1,  "bc",             "d",  "")] // more run than may: nobody follows yet
    [InlineData("a",   "bcd",              'a', 3,  "bcd",            "",   "bcd")] // the limit was raised
    [InlineData("a",   "b",                'z', 1,  "a",              "b",  "")] // was never here
    [InlineData("z",   "abcdefghijklmnop", 'z', 32, "abcdefghijklmn", "op", "abcdefghijklmn")] // 14 fit into one close; the next close promotes the next
    public void Who_leaves_makes_room_for_those_who_waited_longest(string running, string waiting, char leaves, int max, string runs, string waits, string promoted)
    {
        var (after, next) = Queue(running, waiting).Leave(A.RunId(leaves), max);
        Assert.Equal((runs, waits, promoted), (A.Letters(after.Running), A.Letters(after.Waiting), A.Letters(next)));
    }

    [Fact]
    public void A_run_without_terms_has_the_default_ones()
    {
        var terms = new RunTerms(0.5m, IsApproved: true);
        var queue = Queue("a", "b").With(A.RunId('a'), terms);
        Assert.Equal((terms, RunTerms.Default), (queue.TermsOf(A.RunId('a')), queue.TermsOf(A.RunId('b'))));
    }

    [Fact]
    public void However_runs_come_and_leave_slots_are_never_exceeded_never_idle_and_given_in_order() => Assert.All(Enumerable.Range(0, 200), seed =>
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz";
        var random = new Random(seed);
        var (max, depth, queue, arrived) = (random.Next(1, 6), random.Next(7), AgentQueue.Empty, new List<char>());
        for (var step = 0; step < 60; step++)
        {
            var (before, run) = (queue, Letters[random.Next(Letters.Length)]);
            if (random.Next(2) == 0)
            {
                var isKnown = A.Letters(before.Running.AddRange(before.Waiting)).Contains(run);
                (var admission, queue) = before.Enter(A.RunId(run), max, depth);
                Assert.True(!isKnown || queue == before); // a repeat changes nothing
                Assert.Equal(admission != Admission.Refused, A.Letters(queue.Running.AddRange(queue.Waiting)).Contains(run));
                if (!isKnown && admission == Admission.Waits)
                {
                    arrived.Add(run);
                }
            }
            else
            {
                (queue, var promoted) = before.Leave(A.RunId(run), max);
                arrived.Remove(run);
                Assert.Equal(string.Concat(arrived.Take(promoted.Length)), A.Letters(promoted)); // first in, first out
                arrived.RemoveRange(0, promoted.Length);
                var (again, none) = queue.Leave(A.RunId(run), max);
                Assert.Equal((A.Letters(queue.Running), A.Letters(queue.Waiting), 0), (A.Letters(again.Running), A.Letters(again.Waiting), none.Length)); // leaving twice changes nothing
            }

            Assert.Equal(string.Concat(arrived), A.Letters(queue.Waiting));
            Assert.Equal(queue.Running.Length + queue.Waiting.Length, queue.Running.Concat(queue.Waiting).Distinct().Count()); // no run twice
            Assert.InRange(queue.Running.Length, queue.Waiting.IsEmpty ? 0 : max, max);
            Assert.InRange(queue.Waiting.Length, 0, depth);
        }
    });

    private static AgentQueue Queue(string running, string waiting) => new([.. running.Select(A.RunId)], [.. waiting.Select(A.RunId)]);
}
