using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Support;

/// <summary>Things as most tests want them.</summary>
internal static class A
{
    public const string ScheduleId = "k3v9q2m7x4b8c1d5";

    /// <summary>A time of Monday, 2026-01-05, in UTC.</summary>
    public static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-01-05T{time}Z", CultureInfo.InvariantCulture);

    /// <summary>An agent of ann's that does one thing at a time.</summary>
    public static Agent Agent(DateTimeOffset madeAt, string name = "alice", string url = "http://alice.example/") => new()
    {
        Tenant = "main",
        Name = name,
        Url = new Uri(url),
        Owner = "ann",
        CreatedAt = madeAt,
        UpdatedAt = madeAt,
    };

    /// <summary>A schedule of ann's for alice.</summary>
    public static Schedule Schedule(DateTimeOffset madeAt, string cron = "0 9 * * *") => new()
    {
        Id = ScheduleId,
        Tenant = "main",
        Agent = "alice",
        Owner = "ann",
        Name = "nightly",
        Spec = ScheduleSpec.Parse(cron, "UTC"),
        Message = "say hello",
        CreatedAt = madeAt,
        UpdatedAt = madeAt,
    };

    /// <summary>The due row of a schedule that was never dispatched.</summary>
    public static DueSchedule Due(Schedule schedule, DateTimeOffset next) =>
        DueSchedule.Of(schedule, "s00", schedule.Spec.OccurrenceAt(schedule.Id, next), DispatchProgress.New, next);

    /// <summary>A run of that schedule as a tick claims it.</summary>
    public static Run Run(DateTimeOffset dueTime) => new()
    {
        Id = AgentSched.Model.Runs.RunId.ForOccurrence(ScheduleId, dueTime),
        Tenant = "main",
        Agent = "alice",
        ScheduleId = ScheduleId,
        Owner = "ann",
        Trigger = RunTrigger.Schedule,
        Status = RunStatus.Queued,
        NominalTime = dueTime,
        DueTime = dueTime,
        ClaimedAt = dueTime,
    };

    /// <summary>The same after it started and ended at once.</summary>
    public static Run Ended(DateTimeOffset at, RunStatus status = RunStatus.Succeeded, decimal? costUsd = null) => Run(at) with
    {
        Status = status,
        Reason = RunReason.Completed,
        Sentence = "so it went",
        StartedAt = at,
        FinishedAt = at,
        Answer = new AgentAnswer { CostUsd = costUsd },
    };

    /// <summary>A run id that ends in this letter (a–z) or digit.</summary>
    public static RunId RunId(char letter) => AgentSched.Model.Runs.RunId.Parse($"18ypn1xr74ebpf29ohvpzig{letter}");

    /// <summary>The last letters of run ids.</summary>
    public static string Letters(IEnumerable<RunId> runs) => string.Concat(runs.Select(run => run.ToString()[^1]));

    /// <summary>An amount of money as tables write it; null or <c>?</c>: none is known.</summary>
    public static decimal? Usd(string? text) => text is null or "?" ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
