using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Access;

/// <summary>What callers are to things of the tenant <c>main</c>: the agent is ann's and shared with ben; root is an admin, other an admin of another tenant.</summary>
[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class CallerTests
{
    private static readonly Agent Alice = A.Agent(A.At("09:00")) with { SharedWith = ["ben"] };

    [Theory] // tenant, role; what the caller is to its tenant
    [InlineData("main",  Role.User,  Relation.User)]
    [InlineData("other", Role.User,  Relation.User)]
    [InlineData("other", Role.Admin, Relation.Admin)]
    [InlineData("main",  Role.Admin, Relation.Operator)] // admins of the default tenant are those of the deployment
    public void What_a_caller_is_to_its_tenant(string tenant, Role role, Relation expected) => Assert.Equal(expected, new Caller(tenant, "ann", role).Relation);

    [Theory] // caller; what it is to the agent
    [InlineData("ann",   Relation.Owner)]
    [InlineData("ben",   Relation.User)]
    [InlineData("Ben",   Relation.Stranger)] // case counts
    [InlineData("carol", Relation.Stranger)]
    [InlineData("root",  Relation.Admin)]
    [InlineData("other", Relation.Stranger)]
    public void What_a_caller_is_to_an_agent(string caller, Relation expected)
    {
        var who = Of(caller);
        Assert.Equal(expected, who.RelationTo(Alice));
        Assert.Equal((expected >= Relation.User, expected >= Relation.Owner), (who.CanSee(Alice), who.CanChange(Alice)));
    }

    [Theory] // caller; whose the schedule is; what the caller is to the schedule
    [InlineData("ann",   "ann",   Relation.Owner)]
    [InlineData("ann",   "ben",   Relation.User)] // the agent's owner sees it and may stop it
    [InlineData("ben",   "ben",   Relation.Owner)]
    [InlineData("ben",   "ann",   Relation.Stranger)]
    [InlineData("carol", "carol", Relation.Stranger)] // may not use the agent any more
    [InlineData("root",  "ben",   Relation.Admin)]
    [InlineData("other", "ben",   Relation.Stranger)]
    public void What_a_caller_is_to_a_schedule(string caller, string owner, Relation expected)
    {
        var schedule = A.Schedule(A.At("09:00")) with { Owner = owner };
        Assert.Equal(expected, Of(caller).RelationTo(schedule, Alice));
        Assert.Equal(expected >= Relation.User, Of(caller).CanSee(schedule, Alice));
    }

    [Theory] // of an agent registered before registrations had ids, or after; when the schedule was made (the agent at 09:00); what its owner is to it
    [InlineData("",             "09:00", Relation.Owner)]
    [InlineData("",             "08:59", Relation.Stranger)] // of an agent that had the name before
    [InlineData("k3v9q2m7x4b8", "08:59", Relation.Owner)] // a clock was behind: the keys of rows tell whose they are
    public void A_schedule_of_an_earlier_agent_is_nobodys(string id, string made, Relation expected) =>
        Assert.Equal(expected, Of("ben").RelationTo(A.Schedule(A.At(made)) with { Owner = "ben" }, Alice with { Id = id }));

    [Theory] // caller; whose the schedule is; whether the caller may change it, where it may see its agent
    [InlineData("ben",   "ben", true)]
    [InlineData("ann",   "ben", false)]
    [InlineData("root",  "ben", true)]
    [InlineData("other", "ben", false)]
    public void A_schedule_is_changed_by_its_owner_and_by_admins_of_its_tenant(string caller, string owner, bool expected) =>
        Assert.Equal(expected, Of(caller).CanChange(A.Schedule(A.At("09:00")) with { Owner = owner }));

    [Theory] // caller; whose the run is, when it was claimed (the agent was registered at 09:00); what the caller is to the run
    [InlineData("ann",   "ann", "10:00", Relation.Owner)]
    [InlineData("ann",   "ben", "10:00", Relation.Owner)] // the agent's owner
    [InlineData("ann",   null,  "10:00", Relation.Owner)]
    [InlineData("ann",   "ben", "09:00", Relation.Owner)]
    [InlineData("ann",   "ben", "08:59", Relation.Stranger)] // of an agent that had the name before
    [InlineData("ann",   "ann", "08:59", Relation.Owner)]
    [InlineData("ben",   "ben", "10:00", Relation.User)]
    [InlineData("ben",   "ben", "08:59", Relation.User)] // stays visible to whose it was
    [InlineData("ben",   "ann", "10:00", Relation.Stranger)]
    [InlineData("ben",   null,  "10:00", Relation.Stranger)]
    [InlineData("root",  "ben", "08:59", Relation.Admin)]
    [InlineData("other", "ben", "10:00", Relation.Stranger)]
    public void What_a_caller_is_to_a_run(string caller, string? owner, string claimed, Relation expected)
    {
        var run = A.Run(A.At(claimed)) with { Owner = owner };
        Assert.Equal(expected, Of(caller).RelationTo(run, Alice));
        Assert.Equal(expected >= Relation.User, Of(caller).CanSee(run, Alice));
    }

    [Theory] // caller; an owner of whom something is said; what the caller is to it
    [InlineData("ann",  "ann", Relation.User)] // sees it; admins change it
    [InlineData("ann",  "ben", Relation.Stranger)]
    [InlineData("root", "ben", Relation.Admin)]
    public void What_is_said_of_an_owner_is_for_that_owner_and_for_admins(string caller, string owner, Relation expected) => Assert.Equal(expected, Of(caller).RelationTo(owner));

    [Fact]
    public void Whoever_calls_nothing_of_another_tenant_is_in_reach_and_who_may_change_may_see()
    {
        string[] names = ["ann", "ben", "carol", "root", "other"];
        foreach (var (caller, owner) in from caller in names from owner in names select (Of(caller), owner))
        {
            var (schedule, run) = (A.Schedule(A.At("09:00")) with { Owner = owner }, A.Run(A.At("09:00")) with { Owner = owner });
            Assert.True(caller.CanSee(Alice) || !caller.CanChange(Alice));
            Assert.True(caller.CanSee(Alice) || !(caller.CanSee(schedule, Alice) || caller.CanSee(run, Alice)));
            var elsewhere = caller with { Tenant = "third" };
            Assert.Equal((Relation.Stranger, Relation.Stranger, Relation.Stranger), (elsewhere.RelationTo(Alice), elsewhere.RelationTo(schedule, Alice), elsewhere.RelationTo(run, Alice)));
            Assert.False(elsewhere.CanChange(schedule));
        }
    }

    private static Caller Of(string name) => new(name == "other" ? "other" : "main", name, name is "root" or "other" ? Role.Admin : Role.User);
}
