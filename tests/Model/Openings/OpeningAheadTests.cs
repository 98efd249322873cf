using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Openings;

/// <summary>The part of <see cref="Opening"/> that decides before a run's second.</summary>
[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class OpeningAheadTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly RunId Other = RunId.ForOccurrence(A.ScheduleId, Due.AddDays(-1));

    [Theory] // situation; whether the run has its slot ahead of its second. All other runs stay as they were claimed
    [InlineData("all is well",                          true)]
    [InlineData("previous run active",                  false)]
    [InlineData("previous run active, all may overlap", true)]
    [InlineData("previous run active, to be cancelled", false)]
    [InlineData("previous run active, waits for it",    false)]
    [InlineData("agent busy",                           false)]
    [InlineData("agent deleted",                        false)]
    [InlineData("agent disabled",                       false)]
    [InlineData("agent has limits",                     false)] // money waits for its day
    [InlineData("owner has limits",                     false)]
    [InlineData("schedule gone",                        false)]
    [InlineData("schedule deleted",                     false)]
    [InlineData("schedule disabled",                    false)]
    [InlineData("schedule paused",                      false)]
    [InlineData("schedule re-timed",                    false)]
    [InlineData("jitter",                               false)]
    [InlineData("chained",                              false)]
    [InlineData("backfill",                             false)]
    [InlineData("every minute, the one before opened",  true)]
    [InlineData("every minute, the one before did not", false)] // it may be late, and must not find this one active
    [InlineData("every minute, one overtook another",   false)]
    [InlineData("every minute, one overtook another long ago", true)]
    [InlineData("every minute, all may overlap",        true)]
    [InlineData("every minute, first one",              true)]
    [InlineData("every minute, paused until now",       true)]
    public void A_run_has_its_slot_ahead_of_its_second_where_only_an_edit_could_decide_otherwise(string situation, bool ahead)
    {
        var (run, schedule, agent, queue) = Situation(situation);
        var opened = Opening.DecideEarly(run, schedule, agent, queue, Window);
        if (ahead)
        {
            Assert.Equal((RunStatus.Running, Due), (opened.Run.Status, opened.Run.StartedAt));
            Assert.Contains(run.Id, opened.Queue.Running);
            return;
        }

        Assert.Equal((run, queue, schedule), (opened.Run, opened.Queue, opened.Schedule));
        Assert.Empty(opened.Supersedes);
    }

    [Fact]
    public void A_slot_ahead_is_the_one_that_the_run_would_get_in_its_second()
    {
        var slots = 0;
        Assert.All(RandomOpening.Many(600), one =>
        {
            var ahead = Opening.DecideEarly(one.Run, one.Schedule, one.Agent, one.Queue, RandomOpening.Window, one.MaxCostUsd);
            if (ahead.Run.Status != RunStatus.Running)
            {
                Assert.Equal((one.Run, one.Queue, one.Schedule), (ahead.Run, ahead.Queue, ahead.Schedule));
                return;
            }

            slots++;
            var later = (one with { Now = one.Run.DueTime, OthersStoodStill = false }).Decide();
            Assert.Equal(later.Run, ahead.Run);
            Assert.Equal(later.Queue.Running, ahead.Queue.Running);
            Assert.Equal(later.Queue.Waiting, ahead.Queue.Waiting);
            Assert.Equal(later.Schedule!.ActiveRuns, ahead.Schedule!.ActiveRuns);
            Assert.Equal(later.Schedule.Buffered, ahead.Schedule.Buffered);
        });
        Assert.InRange(slots, 20, 580); // both happened
    }

    private static (Run Run, Schedule? Schedule, Agent? Agent, AgentQueue Queue) Situation(string words)
    {
        var (run, schedule, agent, queue) = (A.Run(Due), A.Schedule(Due), A.Agent(Due), AgentQueue.Empty);
        return words switch
        {
            "all is well" => (run, schedule, agent, queue),
            "previous run active" => (run, schedule.Enter(Other), agent, queue),
            "previous run active, all may overlap" => (run, With(OverlapPolicy.AllowAll), agent, queue),
            "previous run active, to be cancelled" => (run, With(OverlapPolicy.CancelOther), agent, queue),
            "previous run active, waits for it" => (run, With(OverlapPolicy.BufferAll), agent, queue),
            "agent busy" => (run, schedule, agent, queue.Enter(Other, 1, 3).Queue),
            "agent deleted" => (run, schedule, null, queue),
            "agent disabled" => (run, schedule, agent with { Enabled = false }, queue),
            "agent has limits" => (run, schedule, agent with { Limits = SpendingLimits.None with { DayUsd = 1 } }, queue),
            "owner has limits" => (run with { AsksOwner = true }, schedule, agent, queue),
            "schedule gone" => (run, null, agent, queue),
            "schedule deleted" => (run, schedule with { DeletedAt = Due }, agent, queue),
            "schedule disabled" => (run, schedule with { Enabled = false }, agent, queue),
            "schedule paused" => (run, schedule with { PausedUntil = Due.AddSeconds(1) }, agent, queue),
            "schedule re-timed" => (run, schedule with { Spec = ScheduleSpec.Parse("0 10 * * *", "UTC") }, agent, queue),
            "jitter" => (run with { DueTime = Due.AddSeconds(7) }, schedule, agent, queue),
            "chained" => (run with { Trigger = RunTrigger.Chain }, schedule, agent, queue),
            "backfill" => (run with { Trigger = RunTrigger.Backfill }, schedule, agent, queue),
            "every minute, the one before opened" => (run, EveryMinute(-1), agent, queue),
            "every minute, the one before did not" => (run, EveryMinute(-2), agent, queue),
            "every minute, one overtook another" => (run, EveryMinute(-1) with { OvertookAt = Due.AddMinutes(-1) }, agent, queue),
            "every minute, one overtook another long ago" => (run, EveryMinute(-1) with { OvertookAt = Due.AddMinutes(-4) }, agent, queue),
            "every minute, all may overlap" => (run, EveryMinute(-2) with { Policies = new SchedulePolicies { Overlap = OverlapPolicy.AllowAll } }, agent, queue),
            "every minute, first one" => (run, EveryMinute(null) with { CreatedAt = Due.AddSeconds(-20) }, agent, queue),
            "every minute, paused until now" => (run, EveryMinute(-30) with { PausedUntil = Due.AddSeconds(-20) }, agent, queue),
            _ => throw new ArgumentException(words),
        };

        Schedule EveryMinute(int? entered) => A.Schedule(Due.AddDays(-1), "* * * * *") with { EnteredUntil = entered is { } minutes ? Due.AddMinutes(minutes) : null };

        Schedule With(OverlapPolicy policy) => (schedule with { Policies = schedule.Policies with { Overlap = policy } }).Enter(Other);
    }
}
