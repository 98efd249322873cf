using AgentSched.Model.Access;

namespace AgentSched.Tests.Model.Access;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class OwnerNameTests
{
    [Theory] // text; whether it is an owner's name
    [InlineData("a",               true)]
    [InlineData("ann@contoso.com", true)]
    [InlineData("7f.b_c-d",        true)]
    [InlineData("",                false)]
    [InlineData("Ann",             false)]
    [InlineData(".ann",            false)]
    [InlineData("@ann",            false)]
    [InlineData("ann smith",       false)]
    [InlineData("ann/x",           false)] // would part a key
    [InlineData("ann|x",           false)]
    [InlineData("ann\n",           false)]
    [InlineData("entra:ann",       false)]
    public void A_name_has_small_letters_digits_and_a_few_signs(string text, bool expected) => Assert.Equal(expected, OwnerName.Shape().IsMatch(text));

    [Theory] // a name; whether it is reserved for entries of the app itself
    [InlineData("scheduler", true)]
    [InlineData("system",    true)]
    [InlineData("hook",      true)]
    [InlineData("ann",       false)]
    [Trait("shows", "access-money")]
    public void Names_of_actors_that_are_no_callers_are_reserved(string name, bool expected) => Assert.Equal(expected, OwnerName.Reserved.Contains(name));

    [Theory] // characters; whether a name may be so long
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_name_has_at_most_63_characters(int length, bool expected) => Assert.Equal(expected, OwnerName.Shape().IsMatch(new string('a', length)));

    [Theory] // a directory's name; ours (* stands for 16 digits of a hash)
    [InlineData("ann",                                  "ann")]
    [InlineData("Ann@Contoso.com",                      "ann@contoso.com")]
    [InlineData("1b4e28ba-2fa1-11d2-883f-0016d3cca427", "1b4e28ba-2fa1-11d2-883f-0016d3cca427")]
    [InlineData("ann+x@contoso.com",                    "ann-x@contoso.com-*")]
    [InlineData("Ann Smith",                            "ann-smith-*")]
    [InlineData("Ännchen",                              "nnchen-*")]
    [InlineData("",                                     "*")]
    [InlineData("@",                                    "*")]
    [InlineData("ann-0123456789abcdef",                 "ann-0123456789abcdef-*")] // looks like one of ours that was hashed
    [InlineData("0123456789abcdef",                     "0123456789abcdef-*")]
    [InlineData("ann-0123456789abcde",                  "ann-0123456789abcde")] // 15 digits do not
    public void A_name_of_a_directory_becomes_a_name_of_ours(string name, string expected)
    {
        var mapped = OwnerName.Of(name);
        Assert.Matches(OwnerName.Shape(), mapped);
        Assert.Equal(expected, expected.EndsWith('*') ? mapped[..^16] + "*" : mapped);
    }

    [Fact]
    public void Whatever_a_directory_calls_people_no_two_of_them_meet()
    {
        var random = new Random(1);
        var names = Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, random.Next(70)).Select(_ => "aB1.@-_ +/ä"[random.Next(11)]))).ToList();
        names.AddRange(names.Select(OwnerName.Of).ToList()); // even where somebody is called what another's name becomes
        var different = names.DistinctBy(name => name.ToLowerInvariant()).ToList();
        var mapped = different.Select(OwnerName.Of).ToList();
        Assert.All(mapped, name => Assert.Matches(OwnerName.Shape(), name));
        Assert.Equal(different.Count, mapped.Distinct(StringComparer.Ordinal).Count());
    }
}
