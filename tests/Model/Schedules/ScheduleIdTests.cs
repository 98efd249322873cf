using AgentSched.Model.Schedules;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ScheduleIdTests
{
    [Theory] // text; whether it is an id
    [InlineData("k3v9q2m7x4b8c1d5",   true)]
    [InlineData("aaaaaaaaaaaaaaaa",   true)]
    [InlineData("k3v9q2m7x4b8c1d",    false)]
    [InlineData("k3v9q2m7x4b8c1d55",  false)]
    [InlineData("K3v9q2m7x4b8c1d5",   false)]
    [InlineData("k3v9q2m7x4b8c1d-",   false)]
    [InlineData("k3v9q2m7x4b8c1d5\n", false)]
    [InlineData("",                   false)]
    public void An_id_has_16_characters_of_a_to_z_and_0_to_9(string text, bool expected) => Assert.Equal(expected, ScheduleId.Shape().IsMatch(text));

    [Fact]
    public void The_id_of_an_idempotency_key_is_always_the_same() =>
        // Written out: an id that changed from one release to the next would make a schedule twice.
        Assert.Equal("yoahnj4a1cfhmjzz", ScheduleId.Of("main", "ann", "alice", "k1"));

    [Theory] // tenant, owner, agent, key; another in any of them is another schedule
    [InlineData("other", "ann", "alice", "k1")]
    [InlineData("main",  "ben", "alice", "k1")]
    [InlineData("main",  "ann", "bob",   "k1")]
    [InlineData("main",  "ann", "alice", "k2")]
    [InlineData("main",  "ann", "alice", "")]
    public void Keys_of_different_callers_and_agents_never_meet(string tenant, string owner, string agent, string key) =>
        Assert.NotEqual(ScheduleId.Of("main", "ann", "alice", "k1"), ScheduleId.Of(tenant, owner, agent, key));

    [Fact]
    public void However_it_is_made_an_id_has_the_shape_and_no_two_are_the_same()
    {
        var ids = Enumerable.Range(0, 300).SelectMany(i => (string[])[ScheduleId.Random(), ScheduleId.Of("main", "ann", "alice", $"key-{i}")]).ToList();
        Assert.All(ids, id => Assert.Matches(ScheduleId.Shape(), id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }
}
