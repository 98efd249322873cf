namespace AgentSched.Tests.Time.Specs.Oracle;

/// <summary>
/// The wall clock around one change, minute by minute: which minutes it shows, which it shows a second time, and which it skips.
/// Slow on purpose; shares nothing with the engine but the zone's offset at an instant.
/// </summary>
internal sealed class WallClockTape
{
    private readonly List<Minute> _minutes = [];

    public WallClockTape(ZoneTransition change, TimeSpan margin)
    {
        (From, To) = (change.Utc - margin, change.Utc + margin);
        var seen = new HashSet<DateTime>();
        DateTime? last = null;
        for (var utc = From; utc < To; utc = utc.AddMinutes(1))
        {
            var local = utc + change.Zone.GetUtcOffset(utc);
            for (var jumped = last?.AddMinutes(1) ?? local; jumped < local; jumped = jumped.AddMinutes(1))
            {
                _minutes.Add(new Minute(utc, jumped, IsSkipped: true, IsRepeat: false));
            }

            _minutes.Add(new Minute(utc, local, IsSkipped: false, IsRepeat: !seen.Add(local)));
            last = local;
        }
    }

    public DateTime From { get; }

    public DateTime To { get; }

    /// <summary>Expected occurrences from <see cref="From"/> (included) to <see cref="To"/> (excluded); UTC, in order.</summary>
    public List<DateTime> Occurrences(GeneratedCron cron)
    {
        var times = new List<DateTime>();
        foreach (var minute in _minutes.Where(minute => cron.Matches(minute.Local) && (!minute.IsRepeat || cron.IsInterval)))
        {
            if (minute.IsSkipped)
            {
                times.Add(minute.Utc);
            }
            else
            {
                times.AddRange(cron.Seconds.Select(second => minute.Utc.AddSeconds(second)));
            }
        }

        return times.Distinct().ToList();
    }

    private sealed record Minute(DateTime Utc, DateTime Local, bool IsSkipped, bool IsRepeat);
}
