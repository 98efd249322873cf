using AgentSched.Model.Access;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Access;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class IssuedKeyTests
{
    [Theory] // expires, was revoked, now; whether the key opens something
    [InlineData(null,    null,    "09:00",    true)]
    [InlineData("10:00", null,    "09:59:59", true)]
    [InlineData("10:00", null,    "10:00",    false)] // from then on
    [InlineData("10:00", null,    "11:00",    false)]
    [InlineData(null,    "09:30", "09:00",    false)] // revoked by a machine whose clock is ahead
    [InlineData(null,    "09:30", "10:00",    false)]
    [InlineData("10:00", "09:30", "09:45",    false)]
    public void A_key_is_open_until_it_expires_or_is_revoked(string? expires, string? revoked, string now, bool expected)
    {
        var key = new IssuedKey("abcd", [], new Caller("main", "ann", Role.User), A.At("08:00"), At(expires), At(revoked), LastUsedAt: null);
        Assert.Equal(expected, key.IsOpenAt(A.At(now)));

        static DateTimeOffset? At(string? time) => time is null ? null : A.At(time);
    }
}
