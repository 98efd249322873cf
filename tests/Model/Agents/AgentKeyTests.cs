using AgentSched.Model.Agents;

namespace AgentSched.Tests.Model.Agents;

[Trait("shows", "access-money")]
public sealed class AgentKeyTests
{
    [Theory] // name, id; the segment of row keys
    [InlineData("alice",   "k3v9q2m7x4b8", "alice~k3v9q2m7x4b8")]
    [InlineData("alice",   "",             "alice")] // registered before ids existed
    [InlineData("a.b_c-d", "a",            "a.b_c-d~a")]
    public void A_registration_is_a_segment_of_row_keys(string name, string id, string segment)
    {
        var key = new AgentKey("main", name, id);
        Assert.Equal(segment, key.Segment);
        Assert.Equal(key, AgentKey.Parse("main", segment));
        Assert.Equal($"main/{segment}", key.ToString());
    }

    [Fact]
    public void No_prefix_of_one_registration_includes_another()
    {
        // The rows of "alice" are those from "alice|" to "alice}", and no name contains the separator.
        Assert.DoesNotMatch(AgentName.Shape(), "alice~x");
        Assert.True(string.CompareOrdinal(new AgentKey("main", "alice", "x").Segment, "alice}") > 0);
    }

    [Fact]
    public void Ids_are_new_each_time()
    {
        var ids = Enumerable.Range(0, 300).Select(_ => AgentKey.NewId()).ToList();
        Assert.Equal(300, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.Matches("^[a-z0-9]{12}$", id));
    }
}
