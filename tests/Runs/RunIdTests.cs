using AgentSched.Model.Runs;

namespace AgentSched.Tests.Runs;

public sealed class RunIdTests
{
    private static readonly DateTimeOffset Due = DateTimeOffset.Parse("2026-01-05T09:00:00Z");

    [Fact]
    public void The_same_occurrence_always_has_the_same_id() =>
        // Written out: an id that changed from one release to the next would run occurrences twice.
        Assert.Equal("194l165rheqivscivb7yve5c", RunId.ForOccurrence("k3v9q2m7x4b8c1d5", Due).ToString());

    [Fact]
    public void An_id_tells_its_due_time_and_survives_a_round_trip()
    {
        var id = RunId.ForOccurrence("k3v9q2m7x4b8c1d5", Due.AddMilliseconds(999));
        Assert.Equal(Due, id.NominalTime);
        Assert.True(RunId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.Matches("^[a-z0-9]{24}$", id.ToString());
    }

    [Fact]
    public void Ids_sort_newest_first()
    {
        var ids = Enumerable.Range(0, 100).Select(i => RunId.ForOccurrence("k3v9q2m7x4b8c1d5", Due.AddSeconds(i * 977)).ToString()).ToList();
        Assert.Equal(ids.AsEnumerable().Reverse(), ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Another_schedule_or_another_second_has_another_id()
    {
        var ids = from schedule in Enumerable.Range(0, 100) from second in Enumerable.Range(0, 100) select RunId.ForOccurrence($"schedule{schedule:D8}", Due.AddSeconds(second));
        Assert.Equal(10_000, ids.Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("18YPN1XR74ebpf29ohvpzigg")]
    [InlineData("18ypn1xr74ebpf29ohvpzig|")]
    [InlineData("zzzzzzzz74ebpf29ohvpzigg")] // a time before all times
    public void What_is_no_id_is_refused(string? text) => Assert.False(RunId.TryParse(text, out _));
}
