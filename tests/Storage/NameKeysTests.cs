using AgentSched.Storage.Tables;

namespace AgentSched.Tests.Storage;

[Trait("shows", "right-answers")]
public sealed class NameKeysTests
{
    [Theory] // name, key
    [InlineData("nightly report", "n|nightly=20report")]
    [InlineData("  Nightly Report ", "n|nightly=20report")]
    [InlineData("CAFE\u0301", "n|caf=C3=A9")]
    [InlineData("\uD83D\uDE80", "n|=F0=9F=9A=80")]
    [InlineData("\u03BF\u03C2", "n|=CE=BF=CF=83")] // in the case that both sigmas share
    public void A_name_has_one_key(string name, string key) => Assert.Equal(key, NameKeys.Of(name));

    [Theory] // row, name, whether the row reserves it
    [InlineData("n|nightly", "Nightly", true)]
    [InlineData("n|=20nightly", "nightly", true)] // written before names were trimmed
    [InlineData("n|=CE=BF=CF=82", "\u03BF\u03C2", true)] // in lower case, as before
    [InlineData("n|cafe=CC=81", "caf\u00E9", true)] // as it was typed
    [InlineData("n|nightly", "nightly 2", false)]
    public void Rows_of_earlier_versions_still_reserve_their_names(string row, string name, bool reserves) => Assert.Equal(reserves, NameKeys.IsKeyOf(row, name));

    [Fact]
    public void Long_names_have_short_keys_that_differ()
    {
        var names = new[] { "a", "b" }.Select(end => string.Concat(Enumerable.Repeat("\uD83D\uDE80", 99)) + end).ToList();
        Assert.Equal(2, names.Select(NameKeys.Of).Distinct().Count());
        Assert.All(names, name => Assert.True(NameKeys.Of(name).Length <= 512 && NameKeys.IsKeyOf(NameKeys.Of(name), name)));
    }
}
