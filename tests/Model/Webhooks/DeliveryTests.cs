using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Webhooks;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Webhooks;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class DeliveryTests
{
    private static readonly DateTimeOffset At = A.At("09:00");

    // All runs that failed; all ends of one schedule; all that succeeded or were missed.
    private static readonly Webhook[] Webhooks =
    [
        Hook("failed", schedule: null, WebhookEvent.Failed),
        Hook("one", A.ScheduleId, WebhookEvent.Succeeded, WebhookEvent.Failed, WebhookEvent.Missed),
        Hook("others", schedule: null, WebhookEvent.Succeeded, WebhookEvent.Missed),
    ];

    [Theory] // the entry: what happened, to a run of which schedule; webhooks that are told, of what
    [InlineData(ActivityType.RunFailed,       A.ScheduleId, "failed one", WebhookEvent.Failed)]
    [InlineData(ActivityType.RunCompleted,    A.ScheduleId, "one others", WebhookEvent.Succeeded)]
    [InlineData(ActivityType.RunMissed,       A.ScheduleId, "one others", WebhookEvent.Missed)]
    [InlineData(ActivityType.RunFailed,       "another",    "failed",     WebhookEvent.Failed)]
    [InlineData(ActivityType.RunFailed,       null,         "failed",     WebhookEvent.Failed)] // a run on demand
    [InlineData(ActivityType.RunStarted,      A.ScheduleId, "",           null)]
    [InlineData(ActivityType.RunCancelled,    A.ScheduleId, "",           null)]
    [InlineData(ActivityType.RunSkipped,      A.ScheduleId, "",           null)]
    [InlineData(ActivityType.RunRejected,     A.ScheduleId, "",           null)]
    [InlineData(ActivityType.ScheduleChanged, A.ScheduleId, "",           null)]
    public void Each_webhook_is_told_of_the_ends_that_it_wants(ActivityType type, string? schedule, string told, WebhookEvent? what)
    {
        var entry = Entry(type) with { ScheduleId = schedule, ScheduleName = "nightly", RelatedRunId = A.RunId('a') };
        var deliveries = Delivery.Of(Webhooks, new AgentKey("main", "alice"), entry).ToList();
        Assert.Equal(told, string.Join(' ', deliveries.Select(one => one.Webhook)));
        Assert.All(deliveries, one => Assert.Equal(("main", "alice", A.RunId('a'), what!.Value, At, At), (one.Tenant, one.Agent, one.Run, one.Event, one.At, one.DueAt)));
        Assert.All(deliveries, one => Assert.Equal((schedule, "nightly", null, 0), (one.ScheduleId, one.ScheduleName, one.Missed, one.Attempts)));
        Assert.Empty(Delivery.Of([], new AgentKey("main", "alice"), entry));
    }

    [Fact]
    public void Occurrences_that_were_missed_in_a_row_are_one_event_of_the_last()
    {
        var missed = new MissedOccurrences(A.RunId('z'), 7, At, At.AddHours(6));
        var delivery = Assert.Single(Delivery.Of([Webhooks[1]], new AgentKey("main", "alice"), Entry(ActivityType.RunMissed) with { ScheduleId = A.ScheduleId }, missed));
        Assert.Equal((A.RunId('z'), missed), (delivery.Run, delivery.Missed));
        Assert.Empty(Delivery.Of(Webhooks, new AgentKey("main", "alice"), Entry(ActivityType.RunMissed) with { ScheduleId = A.ScheduleId })); // names no run
    }

    [Fact]
    public void The_id_is_the_same_on_every_attempt()
    {
        var delivery = new Delivery("main", "alice", A.RunId('a'), "abcdefghijkl", WebhookEvent.Failed, At, At);
        Assert.Equal("18ypn1xr74ebpf29ohvpziga-abcdefghijkl", delivery.Id);
        Assert.Equal(delivery.Id, (delivery with { Attempts = 3, DueAt = At.AddHours(1), LastStatus = 500 }).Id);
        Assert.Matches(Delivery.IdShape(), delivery.Id);
    }

    [Theory] // text; whether it is an event's id
    [InlineData("18ypn1xr74ebpf29ohvpziga-abcdefghijkl",   true)]
    [InlineData("18ypn1xr74ebpf29ohvpziga-abcdefghijk",    false)]
    [InlineData("18ypn1xr74ebpf29ohvpzig-abcdefghijkl",    false)]
    [InlineData("18ypn1xr74ebpf29ohvpzigaabcdefghijkl",    false)]
    [InlineData("18YPN1xr74ebpf29ohvpziga-abcdefghijkl",   false)]
    [InlineData("18ypn1xr74ebpf29ohvpziga-abcdefghijkl\n", false)]
    [InlineData("",                                        false)]
    public void An_id_is_that_of_a_run_and_of_a_webhook(string text, bool expected) => Assert.Equal(expected, Delivery.IdShape().IsMatch(text));

    private static Webhook Hook(string id, string? schedule, params WebhookEvent[] on) => new(id, new Uri("http://receiver.example/"), on, schedule, Description: null, Version: 1, At, At);

    private static ActivityEntry Entry(ActivityType type) => new(type, ActivityState.Completed, ActivityEntry.Scheduler, At);
}
