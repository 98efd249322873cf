namespace AgentSched.Schedules.English;

internal static class SpecWords
{
    public static string Describe(SpecText text) => text.Cron ?? string.Empty;
}

internal static class English
{
    public static bool TryParse(string text, string zone, DateTimeOffset now, out SpecText? spec, out string? notUnderstood)
    {
        (spec, notUnderstood) = (null, $"\"{text}\" is not understood ({zone}, {now})");
        return false;
    }
}
