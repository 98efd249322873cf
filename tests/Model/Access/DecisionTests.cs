using AgentSched.Api.Door;
using AgentSched.Model.Access;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Tests.Model.Access;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class DecisionTests
{
    [Theory] //                   nobody stranger user owner admin operator
    [InlineData(Need.Nothing,    "200    200      200  200   200   200")]
    [InlineData(Need.Caller,     "401    200      200  200   200   200")]
    [InlineData(Need.See,        "401    404      200  200   200   200")]
    [InlineData(Need.Use,        "401    404      200  200   200   200")]
    [InlineData(Need.Stop,       "401    404      200  200   200   200")] // of a schedule, its agent's owner is a user
    [InlineData(Need.Change,     "401    404      403  200   200   200")]
    [InlineData(Need.Put,        "401    200      403  200   200   200")]
    [InlineData(Need.Administer, "401    403      403  403   200   200")]
    [InlineData(Need.Operate,    "401    403      403  403   403   200")]
    public void What_is_needed_and_what_the_caller_is_decide(Need need, string expected) => Assert.Equal(
        expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Enum.GetValues<Relation>().Select(relation => StatusOf(Decision.Decide(need, relation))));

    [Fact]
    public void Whatever_is_needed_who_is_more_to_a_thing_may_no_less()
    {
        foreach (var need in Enum.GetValues<Need>().Where(need => need != Need.Put)) // a stranger may put what is free, or is taken where it cannot see it
        {
            var allowed = Enum.GetValues<Relation>().Select(relation => Decision.Decide(need, relation) == AccessVerdict.Allowed).ToList();
            Assert.Equal(allowed.Order(), allowed);
        }
    }

    private static string StatusOf(AccessVerdict verdict) => verdict switch { AccessVerdict.Allowed => "200", AccessVerdict.Unauthorized => "401", AccessVerdict.Forbidden => "403", _ => "404" };

    [Fact]
    public void A_function_that_nobody_gave_a_line_keeps_the_app_from_starting()
    {
        Policy.Check(Policy.HttpFunctions(typeof(AppBuilder).Assembly));
        Assert.Null(Policy.Of("NewFunction"));
        var refused = Assert.Throws<InvalidOperationException>(() => Policy.Check([("NewFunction", new HttpTriggerAttribute("get") { Route = "new" })]));
        Assert.Equal("function NewFunction (route \"new\") has no rule in Policy; add one that says who may call it", refused.Message);
    }

    [Fact]
    public void A_line_about_a_thing_that_the_route_does_not_name_keeps_the_app_from_starting()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Policy.Check([("GetSchedule", new HttpTriggerAttribute("get") { Route = "agents/{agent}" })]));
        Assert.Equal("function GetSchedule is about a Schedule, but its route \"agents/{agent}\" has no {id}", refused.Message);
    }
}
