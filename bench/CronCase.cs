namespace AgentSched.Bench;

/// <summary>One schedule in the spelling of each library.</summary>
/// <param name="Words">What it means.</param>
/// <param name="Cronos">As a schedule of AgentSched says it.</param>
/// <param name="NCrontab">Null: it has no words for this.</param>
/// <param name="Quartz">With seconds, and ? for the day field that does not count.</param>
internal sealed record CronCase(string Words, string Cronos, string? NCrontab, string Quartz)
{
    public static readonly CronCase[] All =
    [
        new("every minute", "* * * * *", "* * * * *", "0 * * * * ?"),
        new("every 15 minutes", "*/15 * * * *", "*/15 * * * *", "0 0/15 * * * ?"),
        new("every 10 seconds", "*/10 * * * * *", "*/10 * * * * *", "0/10 * * * * ?"),
        new("daily 2:30", "30 2 * * *", "30 2 * * *", "0 30 2 * * ?"),
        new("weekdays 9:00", "0 9 * * MON-FRI", "0 9 * * MON-FRI", "0 0 9 ? * MON-FRI"),
        new("first Monday 9:00", "0 9 * * MON#1", null, "0 0 9 ? * 2#1"),
        new("last day of the month", "0 0 L * *", null, "0 0 0 L * ?"),
        new("lists and ranges", "5,20,35 8-18 1-15 1,4,7,10 *", "5,20,35 8-18 1-15 1,4,7,10 *", "0 5,20,35 8-18 1-15 1,4,7,10 ?"),
        new("yearly", "0 0 1 1 *", "0 0 1 1 *", "0 0 0 1 1 ?"),
        new("29 February", "0 0 29 2 *", "0 0 29 2 *", "0 0 0 29 2 ?"),
    ];

    public bool HasSeconds => Cronos.Count(letter => letter == ' ') == 5;
}
