using AgentSched.Year;

namespace AgentSched.Tests.Scenarios;

/// <summary>The simulated year in its short form; <c>bench year</c> is the long one.</summary>
public sealed class YearTests
{
    [Fact]
    [Trait("shows", "schedules")]
    public void The_records_of_a_month_with_crashes_bad_ticks_and_edits_are_those_that_the_oracle_computes()
    {
        // In this month most zones change their clocks, in both directions.
        var start = new DateTimeOffset(2026, 3, 7, 0, 0, 0, TimeSpan.Zero);
        var report = YearSimulation.Run(new YearOptions { Start = start, Schedules = 200, Days = 31, WritesPerFault = 60, EventsPerCrowd = 15, BetweenEdits = TimeSpan.FromDays(4) });
        Assert.True(report.Problems.Count == 0, string.Join('\n', report.Problems.Concat(report.Lines())));
        Assert.Equal((0, 0), (report.Oracle.Lost, report.Oracle.Doubled));
        Assert.Equal(report.Oracle.Records, report.Oracle.Required + report.Oracle.Overtaken);
        Assert.InRange(report.Oracle.Records, 5_000, long.MaxValue);
        string[] happened = ["kill after a write", "kill before a write", "tick that came twice", "tick that never came", "several at once", "edit", "record: Cancelled ScheduleChanged", "commit recognised after its answer got lost"];
        Assert.All(happened, what => Assert.True(report.Counts[what] > 0, $"never happened: {what}"));
    }
}
