namespace AgentSched.Tests.Time.Specs;

/// <summary>Day fields: <c>L</c>, <c>W</c>, <c>#</c>, names, ranges, and both day fields together.</summary>
[Trait("shows", "schedules")]
public sealed class SpecialDayTests
{
    [Theory] // A row lists all days of the year 2026, in order, as month/day.
    [InlineData("L 1-4 *", "1/31 2/28 3/31 4/30")]
    [InlineData("L-1 1-4 *", "1/30 2/27 3/30 4/29")]
    [InlineData("L-30 1-5 *", "1/1 3/1 5/1")]
    [InlineData("L-28 1-4 *", "1/3 3/3 4/2")]
    [InlineData("LW 1-8 *", "1/30 2/27 3/31 4/30 5/29 6/30 7/31 8/31")]
    [InlineData("L-1W 1-6 *", "1/30 2/27 3/30 4/29 5/29 6/29")]
    [InlineData("L-2W 1-6 *", "1/29 2/26 3/30 4/28 5/29 6/29")]
    [InlineData("1W 1-8 *", "1/1 2/2 3/2 4/1 5/1 6/1 7/1 8/3")] // Saturday the 1st moves on to Monday the 3rd
    [InlineData("15W 1-8 *", "1/15 2/16 3/16 4/15 5/15 6/15 7/15 8/14")]
    [InlineData("31W 1-8 *", "1/30 3/31 5/29 7/31 8/31")] // Sunday the last moves back to Friday
    [InlineData("30W 1-4 *", "1/30 3/30 4/30")]
    [InlineData("* 1-4 5L", "1/30 2/27 3/27 4/24")]
    [InlineData("* 1-4 SUNL", "1/25 2/22 3/29 4/26")]
    [InlineData("* 1-4 7L", "1/25 2/22 3/29 4/26")]
    [InlineData("* 1-4 1#1", "1/5 2/2 3/2 4/6")]
    [InlineData("* 1-6 SAT#5", "1/31 5/30")]
    [InlineData("* 1-4 0#2", "1/11 2/8 3/8 4/12")]
    [InlineData("13 * FRI", "2/13 3/13 11/13")]
    [InlineData("1-7 1-4 MON", "1/5 2/2 3/2 4/6")]
    [InlineData("L * FRI", "7/31")]
    [InlineData("27W * 5L", "2/27 3/27 6/26 11/27")]
    [InlineData("LW 1-4 1-4", "3/31 4/30")]
    public void The_days_of_2026(string days, string expected)
    {
        var year = When.Following("0 0 " + days, "UTC", "2025-12-31T23:59Z").TakeWhile(day => day.Year == 2026);
        Assert.Equal(expected, string.Join(' ', year.Select(day => $"{day.Month}/{day.Day}")));
    }

    [Theory] // Schedulers are known to be off by one here: 2026-03-02 is a Monday.
    [InlineData("1", "Monday")]
    [InlineData("1-5", "Monday Tuesday Wednesday Thursday Friday")]
    [InlineData("0", "Sunday")]
    [InlineData("7", "Sunday")]
    [InlineData("SUN", "Sunday")]
    [InlineData("6,0", "Saturday Sunday")]
    [InlineData("5-7", "Friday Saturday Sunday")]
    [InlineData("6-7", "Saturday Sunday")]
    [InlineData("6-1", "Monday Saturday Sunday")]
    [InlineData("*/2", "Tuesday Thursday Saturday Sunday")]
    [InlineData("mon,Wed,FRI", "Monday Wednesday Friday")]
    public void The_weekdays_of_a_week(string weekday, string expected)
    {
        var week = When.Following("0 9 * * " + weekday, "UTC", "2026-03-02T00:00Z").TakeWhile(day => day < When.At("2026-03-09T00:00Z"));
        Assert.Equal(expected, string.Join(' ', week.Select(day => day.DayOfWeek)));
    }
}
