using AgentSched.Model.Activities;
using AgentSched.Model.Webhooks;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Webhooks;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class WebhookTests
{
    private static readonly Webhook Failures = new("abcdefghijkl", new Uri("http://receiver.example/x?y=1"), [WebhookEvent.Failed], Schedule: null, Description: null, Version: 1, A.At("09:00"), A.At("10:00"));

    [Theory] // its events, its schedule (null: all runs); what happened to a run of which schedule; whether it is told
    [InlineData("Failed",           null, WebhookEvent.Failed,    "x",  true)]
    [InlineData("Failed",           null, WebhookEvent.Failed,    null, true)] // a run on demand
    [InlineData("Failed",           null, WebhookEvent.Succeeded, "x",  false)]
    [InlineData("Succeeded Missed", null, WebhookEvent.Missed,    "x",  true)]
    [InlineData("Failed",           "x",  WebhookEvent.Failed,    "x",  true)]
    [InlineData("Failed",           "x",  WebhookEvent.Failed,    "y",  false)]
    [InlineData("Failed",           "x",  WebhookEvent.Failed,    null, false)]
    public void A_webhook_is_told_of_its_events_of_its_schedule(string on, string? own, WebhookEvent what, string? schedule, bool expected) =>
        Assert.Equal(expected, (Failures with { On = [.. on.Split(' ').Select(one => Enum.Parse<WebhookEvent>(one))], Schedule = own }).Wants(what, schedule));

    [Theory] // the event; entries of the feed that are one
    [InlineData(WebhookEvent.Succeeded, "RunCompleted")]
    [InlineData(WebhookEvent.Failed,    "RunFailed")] // timed out, too
    [InlineData(WebhookEvent.Missed,    "RunMissed")]
    [InlineData(null,                   "ScheduleCreated ScheduleChanged SchedulePaused ScheduleEnabled ScheduleDeleted ScheduleRestored RunStarted RunWaiting RunCancelled RunSkipped RunRejected AgentRegistered AgentChanged AgentDeleted KeyIssued KeyRevoked")]
    public void Few_entries_of_the_feed_are_events(WebhookEvent? what, string types) =>
        Assert.Equal(types, string.Join(' ', Enum.GetValues<ActivityType>().Where(type => Webhook.EventOf(type) == what)));

    [Theory] // version; hours since the last rotation (null: there was none); versions that sign
    [InlineData(1, null, "1")]
    [InlineData(2, 0,    "2 1")]
    [InlineData(2, 23,   "2 1")]
    [InlineData(2, 24,   "2")]
    [InlineData(5, 1,    "5 4")]
    [InlineData(5, null, "5")] // rotated before the time was kept
    [Trait("shows", "doors")]
    public void For_a_day_after_a_rotation_the_previous_secret_signs_too(int version, int? hours, string expected) =>
        Assert.Equal(expected, string.Join(' ', (Failures with { Version = version, RotatedAt = hours is null ? null : A.At("10:00") }).SigningVersions(A.At("10:00").AddHours(hours ?? 0))));

    [Theory] // tenant, caller, agent, key: one of them differs
    [InlineData("main",  "ann", "alice", "b")]
    [InlineData("main",  "ann", "bob",   "a")]
    [InlineData("main",  "ben", "alice", "a")]
    [InlineData("other", "ann", "alice", "a")]
    [Trait("shows", "doors")]
    public void An_idempotency_key_is_a_caller_s_at_an_agent(string tenant, string caller, string agent, string key)
    {
        var one = Webhook.IdOf("main", "ann", "alice", "a");
        Assert.Matches(Webhook.IdShape(), one);
        Assert.Equal(one, Webhook.IdOf("main", "ann", "alice", "a"));
        Assert.NotEqual(one, Webhook.IdOf(tenant, caller, agent, key));
    }

    [Fact]
    public void Webhooks_are_read_as_they_were_written()
    {
        var other = Failures with { Id = "bcdefghijklm", Schedule = "x", Description = "for \"ann\"", On = [WebhookEvent.Succeeded, WebhookEvent.Missed], Version = 3, RotatedAt = A.At("11:00"), RequestHash = "AB" };
        var read = Webhook.FromColumn(Webhook.ToColumn([Failures, other]));
        Assert.Equal([Failures, other], read.Zip([Failures, other], (one, written) => one with { On = written.On }));
        Assert.Equal([Failures.On, other.On], read.Select(one => one.On));
    }

    [Theory] // column without webhooks
    [InlineData(null)]
    [InlineData("")]
    public void An_empty_column_holds_none(string? column)
    {
        Assert.Empty(Webhook.FromColumn(column));
        Assert.Equal("", Webhook.ToColumn([]));
    }

    [Theory] // text; whether it is an id
    [InlineData("abcdefghijkl",   true)]
    [InlineData("0123456789ab",   true)]
    [InlineData("abcdefghijk",    false)]
    [InlineData("abcdefghijklm",  false)]
    [InlineData("Abcdefghijkl",   false)]
    [InlineData("abcdefghijkl\n", false)]
    public void An_id_has_12_characters(string text, bool expected) => Assert.Equal(expected, Webhook.IdShape().IsMatch(text));

    [Fact]
    public void New_ids_have_the_shape_and_no_two_are_the_same()
    {
        var ids = Enumerable.Range(0, 300).Select(_ => Webhook.NewId()).ToList();
        Assert.All(ids, id => Assert.Matches(Webhook.IdShape(), id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }
}
