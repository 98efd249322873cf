namespace Cronos;

/// <summary>The @ words, as six fields; with a jitter seed they keep their period and draw the time within it.</summary>
internal static class CronMacro
{
    private static readonly (string Name, string Plain, string Jittered)[] All =
    [
        ("@yearly", "0 0 0 1 1 *", "H H H H H *"),
        ("@annually", "0 0 0 1 1 *", "H H H H H *"),
        ("@monthly", "0 0 0 1 * *", "H H H H * *"),
        ("@weekly", "0 0 0 * * 0", "H H H * * H"),
        ("@daily", "0 0 0 * * *", "H H H * * *"),
        ("@midnight", "0 0 0 * * *", "H H H * * *"),
        ("@hourly", "0 0 * * * *", "H H * * * *"),
        ("@every_minute", "0 * * * * *", "H * * * * *"),
        ("@every_second", "* * * * * *", "* * * * * *"),
    ];

    public static string Known { get; } = string.Join(", ", All.Select(macro => macro.Name));

    public static string? Find(ReadOnlySpan<char> text, bool jittered)
    {
        foreach (var (name, plain, withJitter) in All)
        {
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return jittered ? withJitter : plain;
            }
        }

        return null;
    }
}
