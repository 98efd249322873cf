using AgentSched.Api.Live;
using AgentSched.Model.Activities;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.Live;

/// <summary>Those who do not keep up.</summary>
[Trait("shows", "access")]
public sealed class WatcherTests
{
    [Fact]
    public async Task Who_reads_too_slowly_is_cut_off_and_takes_nothing_more()
    {
        using var watcher = new Watcher();
        var change = new AgentChange(Watch: null!, Agent: null, [], UpTo: 1);
        for (var i = 0; i < 256; i++)
        {
            watcher.Tell(change);
            Assert.False(watcher.TooSlow.IsCancellationRequested);
        }

        var cut = new TaskCompletionSource();
        using var hears = watcher.TooSlow.Register(cut.SetResult);
        watcher.Tell(change);
        watcher.Tell(change);
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var left = 0;
        while (watcher.Changes.TryRead(out _))
        {
            left++;
        }

        Assert.Equal(256, left);
        Assert.False(await watcher.Changes.WaitToReadAsync(TestContext.Current.CancellationToken));
    }

    [Theory] // type, has a schedule and a run; the events
    [InlineData(ActivityType.RunStarted, true, "schedule_run_started agent_activity")]
    [InlineData(ActivityType.RunCompleted, true, "schedule_run_completed agent_activity")]
    [InlineData(ActivityType.RunMissed, true, "schedule_run_completed agent_activity")]
    [InlineData(ActivityType.RunWaiting, true, "agent_activity")]
    [InlineData(ActivityType.RunStarted, false, "agent_activity")]
    [InlineData(ActivityType.ScheduleChanged, false, "agent_activity")]
    public void A_run_of_a_schedule_is_two_events_all_else_one(ActivityType type, bool ofSchedule, string events)
    {
        var entry = new ActivityEntry(type, ActivityState.Started, "scheduler", DateTimeOffset.UnixEpoch)
        {
            Agent = "alice",
            ScheduleId = ofSchedule ? "k3v9q2m7x4b8c1d5" : null,
            RelatedRunId = RunId.ForOccurrence("k3v9q2m7x4b8c1d5", DateTimeOffset.UnixEpoch),
            ScheduleName = "two\nlines",
            Details = """{"sentence":"a\nb"}""",
        };
        var made = LiveEvent.Of(entry);
        Assert.Equal(events, string.Join(' ', made.Select(e => e.Name)));
        Assert.All(made, e => Assert.DoesNotContain('\n', e.Data));
    }

    [Theory] // the run's cost (unknown: !); what the event says: cost, whether it is unknown
    [InlineData("0.25",  "0.25", "false")]
    [InlineData("!0.25", "0.25", "true")]
    [InlineData("!",     "null", "true")]
    [InlineData("",      "null", "false")]
    [Trait("shows", "access-money")]
    public void The_event_of_a_run_says_whether_its_cost_is_unknown(string cost, string expected, string isUnknown)
    {
        var run = A.Ended(A.At("09:00")) with { Answer = new AgentAnswer { CostUsd = A.Usd(cost.TrimStart('!') is { Length: > 0 } known ? known : null), CostUnknown = cost.StartsWith('!') } };
        var data = LiveEvent.Of(RunActivity.Of(run, A.At("09:00")) with { Agent = "alice" })[0].Data;
        Assert.Contains($"\"cost_usd\":{expected},\"cost_unknown\":{isUnknown}", data, StringComparison.Ordinal);
    }
}
