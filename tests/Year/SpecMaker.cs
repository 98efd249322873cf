using System.Globalization;
using AgentSched.Time.Specs;

namespace AgentSched.Year;

/// <summary>Makes up specs of all kinds.</summary>
internal sealed class SpecMaker(Random random, DateTimeOffset start, DateTimeOffset end)
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Sao_Paulo", "America/Santiago", "America/Havana", "America/St_Johns",
        "America/Nuuk", "Atlantic/Azores", "Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kolkata", "Asia/Kathmandu",
        "Asia/Tokyo", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati", "Antarctica/Troll",
    ];

    private readonly Dictionary<string, WallClock> _clocks = Zones.ToDictionary(
        zone => zone, zone => new WallClock(zone, start.UtcDateTime.Date.AddDays(-45), end.UtcDateTime.Date.AddDays(12)), StringComparer.Ordinal);

    private readonly CronMaker _crons = new(random);

    /// <summary>A spec that somebody makes now.</summary>
    public SpecMeaning Make(DateTimeOffset now)
    {
        var zone = Zones[random.Next(Zones.Length)];
        var clock = _clocks[zone];
        var limits = Limits(clock, now);
        switch (random.Next(20))
        {
            case < 4:
                var every = TimeSpan.FromMinutes(random.Next(3) == 0 ? random.Next(45, 400) : 60 * random.Next(4, 100)) + TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(60) : 0);
                var anchor = now.AddSeconds(random.Next(-200_000, 100_000));
                return new SpecMeaning(
                    limits with { Every = every, Zone = zone, Anchor = DateTimeOffset.FromUnixTimeSeconds(anchor.ToUnixTimeSeconds()), Jitter = Jitter(every) }, clock, cron: null);
            case 4:
                return Once(clock, zone, now);
            case 5: // close together, for a while
                var often = DateTimeOffset.FromUnixTimeSeconds(now.AddHours(random.Next(1, 200)).ToUnixTimeSeconds());
                var burst = limits with { StartsAt = often, EndsAt = often.AddMinutes(random.Next(5, 40)), Jitter = null };
                return random.Next(2) == 0
                    ? new SpecMeaning(burst with { Every = TimeSpan.FromSeconds(random.Next(10, 40)), Anchor = often, Zone = zone }, clock, cron: null)
                    : Cron(burst, zone, _crons.BySeconds());
            case < 9:
                return Calendar(limits, clock, zone, now);
            default:
                return Cron(limits, zone, _crons.Make());
        }
    }

    /// <summary>A single time, often on a day when the clocks change.</summary>
    private SpecMeaning Once(WallClock clock, string zone, DateTimeOffset now)
    {
        var changes = clock.Pieces.Skip(1).Select(p => p.Piece.First).Where(change => change > clock.Local(now.UtcDateTime).AddDays(1)).Take(1).ToList();
        var at = changes.Count > 0 && random.Next(2) == 0 ? changes[0].AddMinutes(random.Next(-120, 120)) : clock.Local(now.UtcDateTime).Date.AddDays(random.Next(1, 30)).AddMinutes(random.Next(1440));
        var text = new SpecText { At = new DateTime(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0), Zone = zone, DstGap = (DstGap)random.Next(2), DstOverlap = (DstOverlap)random.Next(3) };
        return new SpecMeaning(clock.Instants(text.At.Value, text.DstGap, text.DstOverlap).Any() ? text : text with { DstGap = DstGap.Shift }, clock, cron: null);
    }

    /// <summary>Days, weeks or months of the calendar, half of them at hours when clocks change.</summary>
    private SpecMeaning Calendar(SpecText text, WallClock clock, string zone, DateTimeOffset now)
    {
        var anchor = clock.Local(now.UtcDateTime).Date.AddDays(random.Next(-40, 4)).AddMinutes(random.Next(random.Next(2) == 0 ? 240 : 1440));
        var unit = "DDWM"[random.Next(4)];
        return new SpecMeaning(
            text with
            {
                Calendar = string.Create(CultureInfo.InvariantCulture, $"P{random.Next(1, unit == 'D' ? 10 : 4)}{unit}"),
                Anchor = new DateTimeOffset(clock.Instants(anchor, DstGap.Shift, DstOverlap.First).First(), TimeSpan.Zero),
                Zone = zone,
                DstGap = (DstGap)random.Next(2),
                DstOverlap = (DstOverlap)random.Next(3),
                Jitter = text.Jitter,
            },
            clock,
            cron: null);
    }

    private SpecMeaning Cron(SpecText text, string zone, CronMeaning cron)
    {
        // An interval of a few minutes keeps its order under no jitter at all; an hour is the shortest that gets one.
        var jitter = cron.Minutes.Length <= 24 && cron.Seconds.Length == 1 && HoursApart(cron) ? text.Jitter : null;
        return new SpecMeaning(
            text with
            {
                Cron = cron.Text,
                Zone = zone,
                Jitter = jitter,
                DstGap = (DstGap)random.Next(2),
                DstOverlap = (DstOverlap)random.Next(3),
                DayMatch = (DayMatch)random.Next(2),
            },
            _clocks[zone],
            cron);
    }

    private SpecText Limits(WallClock clock, DateTimeOffset now)
    {
        var today = clock.Local(now.UtcDateTime).Date;
        return new SpecText
        {
            StartsAt = random.Next(10) == 0 ? now.AddMinutes(random.Next(-1000, 20_000)) : null,
            EndsAt = random.Next(10) == 0 ? now.AddMinutes(random.Next(21_000, 300_000)) : null,
            Exclude = random.Next(8) == 0 ? [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Days(today.AddDays(random.Next(200))))] : [],
            Jitter = random.Next(5) == 0 ? TimeSpan.FromSeconds(random.Next(1, 1200)) : null,
            MaxRuns = random.Next(4) == 0 ? random.Next(1, random.Next(2) == 0 ? 6 : 60) : null,
        };
    }

    private string Days(DateTime first) => random.Next(2) == 0 ? Day(first) : $"{Day(first)}/{Day(first.AddDays(random.Next(6)))}";

    private TimeSpan? Jitter(TimeSpan every) => random.Next(4) == 0 ? TimeSpan.FromSeconds(random.Next(1, (int)(every.TotalSeconds * 0.9))) : null;

    /// <summary>Clocks change by half an hour at least, so jitter of less than that keeps the order.</summary>
    private static bool HoursApart(CronMeaning cron) => cron.Minutes.Zip(cron.Minutes.Skip(1)).All(pair => pair.Second - pair.First >= 60);

    private static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
