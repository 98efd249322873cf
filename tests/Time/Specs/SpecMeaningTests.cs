using AgentSched.Time.Specs;
using AgentSched.Year;

namespace AgentSched.Tests.Time.Specs;

/// <summary>The engine beside the simulated year's own reading of the same specs, over a year with all its clock changes.</summary>
public sealed class SpecMeaningTests
{
    [Fact]
    [Trait("shows", "schedules")]
    public void Specs_of_all_kinds_fire_when_they_mean_to()
    {
        var (start, end) = (new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var specs = new SpecMaker(new Random(20261121), start, end);
        var seen = new Dictionary<(DstGap, DstOverlap), int>();
        for (var i = 0; i < 1500; i++)
        {
            var spec = specs.Make(start);
            var meant = spec.Occurrences(start, end).ToList();
            var fired = spec.Parsed.Following(start, int.MaxValue).TakeWhile(instant => instant <= end).ToList();
            Assert.True(meant.SequenceEqual(fired), $"{spec.Key}: meant {First(meant, fired)}, fired {First(fired, meant)}");
            var rules = (spec.Text.DstGap, spec.Text.DstOverlap);
            seen[rules] = seen.GetValueOrDefault(rules) + 1;
        }

        Assert.Equal(6, seen.Count);
    }

    private static string First(List<DateTimeOffset> one, List<DateTimeOffset> other) => one.Except(other).Select(instant => $"{instant:u}").FirstOrDefault("nothing else");
}
