using System.ComponentModel.DataAnnotations;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ScheduleOptionsTests
{
    [Fact]
    public void A_deployment_that_says_nothing_has_these_limits()
    {
        var options = new ScheduleOptions();
        Assert.Equal((TimeSpan.FromMinutes(5), false, 50, null), (options.MinimumInterval, options.AllowSeconds, options.MaxSchedulesPerOwner, options.MaxCostUsdPerRun));
        Assert.Empty(Wrong(options));
    }

    [Theory] // shortest interval; whether it is in range
    [InlineData("00:00:00",      false)]
    [InlineData("00:00:00.9999", false)]
    [InlineData("00:00:01",      true)]
    [InlineData("1.00:00:00",    true)]
    [InlineData("1.00:00:01",    false)]
    public void The_shortest_interval_is_a_second_to_a_day(string interval, bool expected) =>
        Assert.Equal(expected ? [] : [nameof(ScheduleOptions.MinimumInterval)], Wrong(new ScheduleOptions { MinimumInterval = TimeSpan.Parse(interval) }));

    [Theory] // schedules of an owner; whether that is in range
    [InlineData(0,         false)]
    [InlineData(1,         true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void An_owner_may_have_one_to_a_million_schedules(int max, bool expected) =>
        Assert.Equal(expected ? [] : [nameof(ScheduleOptions.MaxSchedulesPerOwner)], Wrong(new ScheduleOptions { MaxSchedulesPerOwner = max }));

    [Theory] // maximum of a run in USD (? has none); whether it is in range
    [InlineData("?",          true)]
    [InlineData("-0.01",      false)]
    [InlineData("0",          true)]
    [InlineData("1000000",    true)]
    [InlineData("1000000.01", false)]
    public void A_run_may_cost_nothing_to_a_million_dollars(string max, bool expected) =>
        Assert.Equal(expected ? [] : [nameof(ScheduleOptions.MaxCostUsdPerRun)], Wrong(new ScheduleOptions { MaxCostUsdPerRun = A.Usd(max) }));

    private static IEnumerable<string> Wrong(ScheduleOptions options)
    {
        var wrong = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true);
        return wrong.SelectMany(one => one.MemberNames);
    }
}
