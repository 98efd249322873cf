using AgentSched.Model.Access;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Access;

[Trait("shows", "access-money")]
public sealed class AgentAccessTests
{
    [Theory] // an owner's keys: of a user (u) or an admin (a), expired (x) or revoked (r); what they say
    [InlineData("",        OwnerStanding.NoKeys)]
    [InlineData("u",       OwnerStanding.User)]
    [InlineData("a",       OwnerStanding.Admin)]
    [InlineData("u a",     OwnerStanding.Admin)]
    [InlineData("a u",     OwnerStanding.Admin)]
    [InlineData("ux",      OwnerStanding.Lost)]
    [InlineData("ur",      OwnerStanding.Lost)]
    [InlineData("ar ux",   OwnerStanding.Lost)]
    [InlineData("ar u",    OwnerStanding.User)] // no admin any more
    [InlineData("u ax",    OwnerStanding.User)]
    [InlineData("ux ur a", OwnerStanding.Admin)]
    public void What_keys_say_about_their_owner(string keys, object expected)
    {
        Assert.Equal((OwnerStanding)expected, AgentAccess.StandingOf(keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Key), now: A.At("12:00")));

        static IssuedKey Key(string text) => new(
            "id", [], new Caller("main", "ben", text[0] == 'a' ? Role.Admin : Role.User), A.At("08:00"), A.At(text[^1] == 'x' ? "12:00" : "12:01"), text[^1] == 'r' ? A.At("11:00") : null, LastUsedAt: null);
    }

    [Theory] // alice is ann's and shared with ben: owner of what would run, whether it was an admin when it saved that, what its keys say; the loss
    [InlineData("ann",  false, OwnerStanding.User,   null)]
    [InlineData("ann",  false, OwnerStanding.NoKeys, null)] // the platform authenticates it
    [InlineData("ann",  true,  OwnerStanding.Lost,   "ann has no valid API key any more")] // also on its own agent
    [InlineData("ben",  false, OwnerStanding.User,   null)]
    [InlineData("ben",  false, OwnerStanding.NoKeys, null)]
    [InlineData("ben",  false, OwnerStanding.Lost,   "ben has no valid API key any more")]
    [InlineData("Ben",  false, OwnerStanding.User,   "agent \"alice\" is no longer shared with Ben")]
    [InlineData("eve",  false, OwnerStanding.User,   "agent \"alice\" is no longer shared with eve")]
    [InlineData("eve",  true,  OwnerStanding.User,   "agent \"alice\" is no longer shared with eve")] // its keys say that it is no admin
    [InlineData("eve",  true,  OwnerStanding.NoKeys, null)]
    [InlineData("eve",  false, OwnerStanding.NoKeys, "agent \"alice\" is no longer shared with eve")]
    [InlineData("root", false, OwnerStanding.Admin,  null)]
    [InlineData(null,   false, OwnerStanding.NoKeys, null)]
    public void Who_may_still_use_an_agent(string? owner, bool wasAdmin, object standing, string? expected) =>
        Assert.Equal(expected, AgentAccess.Loss(A.Agent(A.At("08:00")) with { SharedWith = ["ben"] }, owner, wasAdmin, (OwnerStanding)standing));
}
