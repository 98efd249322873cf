using AgentSched.Model.Access;

namespace AgentSched.Tests.Model.Access;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class TenantNameTests
{
    [Theory] // text; whether it is a tenant's name
    [InlineData("main",                              true)]
    [InlineData("7",                                 true)]
    [InlineData("a-b-",                              true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345",  true)] // 32 characters
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", false)]
    [InlineData("",                                  false)]
    [InlineData("-a",                                false)]
    [InlineData("Main",                              false)]
    [InlineData("a.b",                               false)]
    [InlineData("a|b",                               false)] // parts a key
    [InlineData("a/b",                               false)]
    [InlineData("main\n",                            false)]
    public void A_tenant_s_name_has_no_character_that_parts_keys(string text, bool expected) => Assert.Equal(expected, TenantName.Shape().IsMatch(text));
}
