using AgentSched.Time.Specs;
using Cronos;

namespace AgentSched.Tests.Time.Specs;

/// <summary><c>H</c> in a cron expression: values that follow from the schedule's id and never change.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class CronHashTests
{
    [Theory] // the values of a stored schedule must not change with a release: captured
    [InlineData("H * * * *", "k3v9q2m7x4b8c1d5", "43 * * * *")]
    [InlineData("H H * * *", "k3v9q2m7x4b8c1d5", "43 9 * * *")]
    [InlineData("H/15 * * * *", "k3v9q2m7x4b8c1d5", "13-59/15 * * * *")]
    [InlineData("h(0-29) 9 * * 1-5", "k3v9q2m7x4b8c1d5", "13 9 * * 1-5")]
    [InlineData("0 H(1-5)/2 H H H", "a1b2c3d4e5f6g7h8", "0 1-5/2 14 1 2")]
    [InlineData("H 0 9 * * *", "k3v9q2m7x4b8c1d5", "47 0 9 * * *")]
    [InlineData("H,30 9 * * *", null, "24,30 9 * * *")]
    public void Values_are_those_of_the_id(string cron, string? id, string resolved)
    {
        Assert.Equal(resolved, CronHash.Resolve(cron, id));
        Assert.NotNull(CronExpression.Parse(resolved, CronClock.FormatOf(resolved)));
    }

    [Theory] // expression, what the minutes are
    [InlineData("H * * * *", 1, 0, 59)]
    [InlineData("H/15 * * * *", 4, 0, 59)]
    [InlineData("H(0-29) * * * *", 1, 0, 29)]
    [InlineData("H(30-59)/10 * * * *", 3, 30, 59)]
    public void Values_are_within_their_range_and_spread(string cron, int count, int min, int max)
    {
        var seen = new HashSet<int>();
        for (var id = 0; id < 1000; id++)
        {
            var minutes = CronExpression.Parse(CronHash.Resolve(cron, $"{id}")).ToString().Split(' ')[0].Split(',').Select(int.Parse).ToArray();
            Assert.Equal(count, minutes.Length);
            Assert.All(minutes, minute => Assert.InRange(minute, min, max));
            seen.UnionWith(minutes);
        }

        Assert.Equal(max - min + 1, seen.Count); // each value is someone's
    }

    [Theory]
    [InlineData("H * * * *", true)]
    [InlineData("0 h(0-5) * * *", true)]
    [InlineData("0 9,H * * *", true)]
    [InlineData("0 9 * * THU", false)]
    [InlineData("0 9 * MAR *", false)]
    [InlineData("@hourly", false)]
    public void Is_hashed(string cron, bool isHashed) => Assert.Equal(isHashed, CronHash.IsHashed(cron));

    [Theory]
    [InlineData("H(0-29) * * * *", "H * * * *")]
    [InlineData("H(0-29)/10 H(1-2) * * *", "H/10 H * * *")]
    [InlineData("0 9-17 * * *", "0 9-17 * * *")]
    public void A_range_of_H_is_a_single_value(string cron, string without) => Assert.Equal(without, CronHash.WithoutRanges(cron));

    [Theory]
    [InlineData("H(0-99) * * * *")]
    [InlineData("H( * * * *")]
    [InlineData("H/0 * * * *")]
    [InlineData("H H")]
    [InlineData("H-5 * * * *")]
    [InlineData("H(5-1) * * * *")]
    [InlineData("0 0 H(1-31) * *")]
    [InlineData("H/99999999999999999999 * * * *")]
    [InlineData("Hourly")]
    public void Wrong(string cron) => Assert.Throws<CronFormatException>(() => CronHash.Resolve(cron, "k3v9q2m7x4b8c1d5"));
}
