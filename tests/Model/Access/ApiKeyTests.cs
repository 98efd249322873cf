using AgentSched.Model.Access;

namespace AgentSched.Tests.Model.Access;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class ApiKeyTests
{
    [Theory] // text; whether it is a key
    [InlineData("ask_abcd_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef",                             true)]
    [InlineData("ask_0123456789abcdefghijklmnopqrstuv_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", true)] // longest id
    [InlineData("ask_abc_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef",                              false)] // id too short
    [InlineData("ask_Abcd_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef",                             false)] // capital in the id
    [InlineData("ask_abcd_ABCDEFGHIJKLMNOPQRSTUVWXYZabcde",                              false)] // secret too short
    [InlineData("ask_abcd_ABCDEFGHIJKLMNOPQRSTUVWXYZabcde-",                             false)]
    [InlineData("ask_abcd_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef\n",                           false)]
    [InlineData("ask_abcd",                                                              false)]
    [InlineData("",                                                                      false)]
    [InlineData(null,                                                                    false)]
    public void A_key_has_an_id_and_a_secret(string? text, bool valid) => Assert.Equal(valid, ApiKey.TryParse(text, out _));

    [Fact]
    public void A_new_key_reads_back_matches_its_own_hash_and_no_other()
    {
        var (key, other) = (ApiKey.Create(), ApiKey.Create());
        Assert.True(ApiKey.TryParse(key.Reveal(), out var read));
        Assert.Equal(key.Id, read.Id);
        Assert.True(read.Matches(key.Hash));
        Assert.False(read.Matches(other.Hash));
        Assert.DoesNotContain(key.Reveal()[^40..], key.ToString()); // a key in a log line shows its id only
    }

    [Theory] // characters of the secret; whether a key may have so many
    [InlineData(31,  false)]
    [InlineData(32,  true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void A_secret_has_32_to_256_characters(int length, bool expected) => Assert.Equal(expected, ApiKey.TryParse($"ask_abcd_{new string('S', length)}", out _));
}
