using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>A date with or without a year.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class WrittenDateTests
{
    [Theory] // year, month, day → the date; null: some year's
    [InlineData(2026, 12, 24, "2026-12-24")]
    [InlineData(2028, 2,  29, "2028-02-29")]
    [InlineData(null, 12, 24, null)]
    [InlineData(null, 2,  29, null)]
    public void Only_a_date_with_a_year_is_exact(int? year, int month, int day, string? exact) => Assert.Equal(exact, new WrittenDate(year, month, day, "").Exact?.ToString("yyyy-MM-dd"));
}
