using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Commands of the table english.txt, row by row: accepted, asked back with their readings, or refused.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class CommandTableTests
{
    public static TheoryData<string, string> Rows => [.. EnglishReaderTests.Table(commands: true)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Is_read_as_expected(string text, string expected)
    {
        var understood = Commands.TryRead(text, EnglishReaderTests.Zone, EnglishReaderTests.Now, out var command, out var notUnderstood);
        if (expected.StartsWith("refuse", StringComparison.Ordinal))
        {
            Assert.False(understood);
            Assert.StartsWith(expected["refuse ".Length..] + " ", notUnderstood, StringComparison.Ordinal);
            return;
        }

        Assert.True(understood, notUnderstood);
        var asks = expected.StartsWith("ask ", StringComparison.Ordinal);
        Assert.Equal(asks, command!.Question is not null);
        Assert.Equal((asks ? expected["ask ".Length..] : expected).Split(";;").Select(Canonical), command.Readings.Select(r => $"{r.Message} | {(r.Spec is null ? "now" : EnglishReaderTests.Written(r.Spec))}"));
    }

    [Fact]
    public void The_table_has_at_least_200_commands_of_the_three_kinds()
    {
        var rows = EnglishReaderTests.Table(commands: true);
        Assert.True(rows.Count >= 170, $"{rows.Count} commands");
        Assert.True(rows.Count + EnglishReaderTests.Table().Count >= 800);
        Assert.All(["ask ", "refuse "], kind => Assert.True(rows.Count(r => r.Expected.StartsWith(kind, StringComparison.Ordinal)) >= 15));
    }

    private static string Canonical(string reading)
    {
        var (message, spec) = (reading[..reading.LastIndexOf('|')].Trim(), reading[(reading.LastIndexOf('|') + 1)..].Trim());
        return $"{message} | {(spec == "now" ? spec : EnglishReaderTests.Canonical(spec))}";
    }
}
