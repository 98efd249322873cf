using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "house")]
[Trait("shows", "right-answers")]
public sealed class PolicyWarningsTests
{
    [Theory] // misfire, overlap, how often; what the warning says, null: there is none
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "often", "overlap: skip skips an occurrence that comes due on time while a run is active")]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.BufferOne,   "often", "overlap: bufferOne skips")]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.CancelOther, "often", "overlap: cancelOther cancels")]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.BufferAll,   "often", null)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.AllowAll,    "often", null)]
    [InlineData(MisfirePolicy.FireLatest, OverlapPolicy.Skip,        "often", null)]
    [InlineData(MisfirePolicy.Skip,       OverlapPolicy.CancelOther, "often", null)]
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "at",    null)] // overlaps nothing
    [InlineData(MisfirePolicy.FireAll,    OverlapPolicy.Skip,        "once",  null)]
    public void Policies_that_drop_occurrences_although_all_shall_fire_are_told(MisfirePolicy misfire, OverlapPolicy overlap, string often, string? expected)
    {
        var spec = often switch
        {
            "at" => new SpecText { At = new DateTime(2030, 1, 1), Zone = "UTC" },
            "once" => new SpecText { Cron = "* * * * *", Zone = "UTC", MaxRuns = 1 },
            _ => new SpecText { Cron = "* * * * *", Zone = "UTC" },
        };
        var warnings = PolicyWarnings.Of(misfire, overlap, spec);
        Assert.Equal(expected is null ? 0 : 1, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains(expected!, warning, StringComparison.Ordinal));
    }
}
