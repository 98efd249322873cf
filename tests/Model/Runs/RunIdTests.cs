using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Runs;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RunIdTests
{
    private static readonly DateTimeOffset Due = A.At("09:00");

    [Fact]
    public void The_same_occurrence_always_has_the_same_id() =>
        // Written out: an id that changed from one release to the next would run occurrences twice.
        Assert.Equal("194l165rheqivscivb7yve5c", RunId.ForOccurrence(A.ScheduleId, Due).ToString());

    [Fact]
    public void An_id_tells_its_due_time_and_survives_a_round_trip()
    {
        var id = RunId.ForOccurrence(A.ScheduleId, Due.AddMilliseconds(999));
        Assert.Equal(Due, id.NominalTime);
        Assert.True(RunId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.Matches("^[a-z0-9]{24}$", id.ToString());
    }

    [Fact]
    public void Ids_sort_newest_first()
    {
        var ids = Enumerable.Range(0, 100).Select(i => RunId.ForOccurrence(A.ScheduleId, Due.AddSeconds(i * 977)).ToString()).ToList();
        Assert.Equal(ids.AsEnumerable().Reverse(), ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Another_schedule_or_another_second_has_another_id()
    {
        var ids = from schedule in Enumerable.Range(0, 100) from second in Enumerable.Range(0, 100) select RunId.ForOccurrence($"schedule{schedule:D8}", Due.AddSeconds(second));
        Assert.Equal(10_000, ids.Distinct().Count());
    }

    [Fact]
    public void A_chained_run_has_the_same_id_however_often_it_is_claimed_and_a_requested_one_another_each_time()
    {
        var chained = RunId.ForChain(A.RunId('a'), A.ScheduleId, Due.AddMilliseconds(700));
        Assert.Equal((Due, chained), (chained.NominalTime, RunId.ForChain(A.RunId('a'), A.ScheduleId, Due)));
        Assert.NotEqual(chained, RunId.ForChain(A.RunId('b'), A.ScheduleId, Due)); // follows another run
        Assert.NotEqual(chained, RunId.ForChain(A.RunId('a'), "another-schedule", Due));
        Assert.NotEqual(RunId.New(Due), RunId.New(Due));
    }

    [Fact]
    public void Ids_of_a_second_begin_alike()
    {
        Assert.StartsWith(RunId.TimeOf(Due), RunId.New(Due.AddMilliseconds(999)).ToString());
        Assert.NotEqual(RunId.TimeOf(Due), RunId.TimeOf(Due.AddSeconds(1)));
        Assert.Equal(8, RunId.TimeOf(Due).Length);
    }

    [Fact]
    public void What_is_no_id_is_told()
    {
        Assert.Equal("\"short\" is not a run id: 24 characters of a–z and 0–9", Assert.Throws<FormatException>(() => RunId.Parse("short")).Message);
        Assert.Equal("", default(RunId).ToString());
    }

    [Theory] // text
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("18YPN1XR74ebpf29ohvpzigg")]
    [InlineData("18ypn1xr74ebpf29ohvpzig|")]
    [InlineData("zzzzzzzz74ebpf29ohvpzigg")] // a time before all times
    public void What_is_no_id_is_refused(string? text) => Assert.False(RunId.TryParse(text, out _));
}
