using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.Specs;

/// <summary>One instant.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class OnceClockTests
{
    [Theory] // the instant, asked after → next
    [InlineData("2026-01-05T12:00Z", "0001-01-01T00:00Z",            "2026-01-05T12:00Z")]
    [InlineData("2026-01-05T12:00Z", "2026-01-05T11:59:59.9999999Z", "2026-01-05T12:00Z")]
    [InlineData("2026-01-05T12:00Z", "2026-01-05T12:00Z",            "never")] // strictly after
    [InlineData("2026-01-05T12:00Z", "2026-01-05T12:00:00.0000001Z", "never")]
    public void The_next_instant(string at, string after, string expected) =>
        Assert.Equal(expected == "never" ? null : When.At(expected), new OnceClock(When.At(at)).NextAfter(When.At(after)));
}
