using Cronos;
using NCrontab;
using QuartzExpression = Quartz.CronExpression;

namespace AgentSched.Bench;

/// <summary>A parsed expression of one library. Each has a loop of its own, so that no call through an interface is measured with it.</summary>
internal abstract class CronCandidate
{
    /// <summary>Asks for the occurrence after each start, so many times over.</summary>
    /// <returns>Something made of all answers, so that none can be left out.</returns>
    public abstract long Ask(int passes);

    public abstract DateTime? Next(int start);
}

internal sealed class CronosCandidate(CronCase subject, TimeZoneInfo zone, DateTimeOffset[] starts) : CronCandidate
{
    private readonly CronExpression _cron = CronExpression.Parse(subject.Cronos, subject.HasSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);

    public override long Ask(int passes)
    {
        var sum = 0L;
        for (; passes > 0; passes--)
        {
            foreach (var start in starts)
            {
                sum += _cron.GetNextOccurrence(start, zone)?.UtcTicks ?? 0;
            }
        }

        return sum;
    }

    public override DateTime? Next(int start) => _cron.GetNextOccurrence(starts[start], zone)?.UtcDateTime;
}

/// <summary>Knows no zones.</summary>
internal sealed class NCrontabCandidate(CronCase subject, DateTimeOffset[] starts) : CronCandidate
{
    private readonly CrontabSchedule _cron = CrontabSchedule.Parse(subject.NCrontab!, new CrontabSchedule.ParseOptions { IncludingSeconds = subject.HasSeconds });
    private readonly DateTime[] _starts = Array.ConvertAll(starts, start => start.UtcDateTime);

    public override long Ask(int passes)
    {
        var sum = 0L;
        for (; passes > 0; passes--)
        {
            foreach (var start in _starts)
            {
                sum += _cron.GetNextOccurrence(start).Ticks;
            }
        }

        return sum;
    }

    public override DateTime? Next(int start) => _cron.GetNextOccurrence(_starts[start]);
}

internal sealed class QuartzCandidate(CronCase subject, TimeZoneInfo zone, DateTimeOffset[] starts) : CronCandidate
{
    private readonly QuartzExpression _cron = new(subject.Quartz, zone);

    public override long Ask(int passes)
    {
        var sum = 0L;
        for (; passes > 0; passes--)
        {
            foreach (var start in starts)
            {
                sum += _cron.GetNextValidTimeAfter(start)?.UtcTicks ?? 0;
            }
        }

        return sum;
    }

    public override DateTime? Next(int start) => _cron.GetNextValidTimeAfter(starts[start])?.UtcDateTime;
}
