using AgentSched.Model.Agents;

namespace AgentSched.Tests.Model.Agents;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class AgentNameTests
{
    [Theory] // text; whether it is an agent's name
    [InlineData("a",        true)]
    [InlineData("alice",    true)]
    [InlineData("7.b_c-d",  true)]
    [InlineData("alice-",   true)]
    [InlineData("",         false)]
    [InlineData("Alice",    false)]
    [InlineData(".alice",   false)]
    [InlineData("-alice",   false)]
    [InlineData("a@b",      false)] // owners may have it, agents may not
    [InlineData("a/b",      false)] // parts a path
    [InlineData("a|b",      false)] // parts a key
    [InlineData("alice\n",  false)]
    public void An_agent_s_name_has_no_character_that_parts_keys_or_paths(string text, bool expected) => Assert.Equal(expected, AgentName.Shape().IsMatch(text));

    [Theory] // characters; whether a name may be so long
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_name_has_at_most_63_characters(int length, bool expected) => Assert.Equal(expected, AgentName.Shape().IsMatch(new string('a', length)));
}
