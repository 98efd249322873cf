using System.Globalization;

namespace AgentSched.Parity.Cronos;

/// <summary>Times as the tables write them.</summary>
internal static class When
{
    /// <summary><c>2026-03-08T01:59-05:00</c>: an instant with its offset.</summary>
    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary><c>2026-03-08T06:59</c>: UTC, of kind Utc.</summary>
    public static DateTime Utc(string text) =>
        DateTime.SpecifyKind(DateTime.Parse(text, CultureInfo.InvariantCulture), DateTimeKind.Utc);

    public static string Text(DateTimeOffset? at) => at is { } time ? time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) : "never";

    public static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);
}
