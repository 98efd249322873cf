using System.Globalization;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>Instants as the tables of these tests write them, and the occurrences of a cron expression.</summary>
internal static class When
{
    /// <summary><c>2026-03-08T01:59-05:00</c>: an instant with its offset.</summary>
    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static string Text(DateTimeOffset? at) => at is { } time ? time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) : "never";

    public static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    /// <summary>Occurrences after an instant, in order; stops where there are no more.</summary>
    public static IEnumerable<DateTimeOffset> Following(string cron, string zone, string after)
    {
        var spec = ScheduleSpec.Parse(cron, zone);
        for (var next = spec.NextAfter(At(after)); next is { } found; next = spec.NextAfter(found))
        {
            Assert.Equal(TimeSpan.Zero, found.Offset);
            Assert.True(spec.FiresAt(found));
            yield return TimeZoneInfo.ConvertTime(found, Zone(zone));
        }
    }

    /// <summary>Asserts that the occurrences after an instant are these, one after the other.</summary>
    public static void Follow(string cron, string zone, string after, string[] expected) =>
        Assert.Equal(expected.Select(text => Text(At(text))), Following(cron, zone, after).Take(expected.Length).Select(at => Text(at)));
}
