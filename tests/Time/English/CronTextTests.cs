using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Cron expressions in place of English, with or without a zone.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class CronTextTests
{
    [Theory] // text → cron and zone, or the words of the refusal; null: it is no cron expression
    [InlineData("0 9 * * 1-5", "0 9 * * 1-5 Europe/Berlin")]
    [InlineData(" 0  9 * * 1-5  UTC ", "0 9 * * 1-5 UTC")]
    [InlineData("*/5 * * * * America/New_York", "*/5 * * * * America/New_York")]
    [InlineData("0 9 * * 1-5 New York time", "0 9 * * 1-5 America/New_York")]
    [InlineData("@daily", "@daily Europe/Berlin")]
    [InlineData("0 9 * * 1-5 EST", "\"EST\" is ambiguous")]
    [InlineData("0 9 * * 1-5 Mars/Olympus", "\"Mars/Olympus\" is not a known time zone")]
    [InlineData("0 9 * * 1-5 daily", null)]
    [InlineData("0 9 * * 1-5 UTC daily", null)]
    [InlineData("9 every day", null)]
    [InlineData("every day at 9", null)]
    public void Read(string text, string? expected)
    {
        var reading = CronText.Read(text, EnglishReaderTests.Zone, EnglishReaderTests.Now);
        var said = reading is { Spec: { } spec } ? $"{spec.Cron} {spec.Zone}" : reading?.Refusal;
        Assert.Equal(expected is null, said is null);
        Assert.StartsWith(expected ?? "", said ?? "", StringComparison.Ordinal);
    }
}
