using System.Text.Json;
using AgentSched.Api.Schedules;
using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Model.Usage;

namespace AgentSched.Api.Overview;

/// <summary>The overview as JSON.</summary>
internal static class OverviewAnswer
{
    private const int Listed = 8, ListedRuns = 12, Slots = 48;

    /// <summary>Upper bound of occurrences of the next 24 hours that are counted: about 30 schedules of every minute, or very many daily ones.</summary>
    private const int MostAhead = 50_000;

    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(30);

    /// <summary>Begin of the first of the 48 half hours that end with the current one.</summary>
    public static DateTimeOffset DayBegins(DateTimeOffset now) => SlotOf(now) - (Slots - 1) * Slot;

    public static object Of(IReadOnlyList<AgentOverview> parts, DateTimeOffset now)
    {
        var schedules = parts.SelectMany(part => part.Schedules).ToList();
        var open = parts.SelectMany(part => part.Open).ToList();
        var failing = schedules.Where(s => IsFailing(s.Schedule, s.Mark)).OrderByDescending(s => s.Schedule.FailuresInARow).ThenBy(s => s.Schedule.Name, StringComparer.Ordinal).ToList();
        var next = schedules.Select(s => (s.Schedule, s.Mark, s.Schedule.NextOccurrence(s.Mark, now)?.DueTime)).Where(s => s.DueTime is not null).OrderBy(s => s.DueTime).ToList();
        return new
        {
            now,
            schedules = new { total = schedules.Count, enabled = schedules.Count(s => s.Schedule.Enabled), failing = failing.Count },
            runs = new { running = open.Count(run => run.Status == RunStatus.Running), waiting = open.Count(run => run.Status == RunStatus.Waiting), forApproval = open.Count(AwaitsApproval) },
            failing = failing.Take(Listed).Select(s => ScheduleAnswer.Of(s.Schedule, s.Mark, now)),
            next = next.Take(Listed).Select(s => ScheduleAnswer.Of(s.Schedule, s.Mark, now)),
            open = open.OrderByDescending(AwaitsApproval).ThenBy(run => run.Id.ToString(), StringComparer.Ordinal).Take(ListedRuns).Select(run => new RunSummary(run)),
            day = Day([.. parts.SelectMany(part => part.Day)], now, parts.Any(part => part.IsCut)),
            ahead = Ahead(next.Select(s => (s.Schedule, s.Mark)), now),
        };
    }

    /// <summary>Whether somebody should look at a schedule: it cannot fire, its chain broke, its last run failed, or it was disabled after failures.</summary>
    private static bool IsFailing(Schedule schedule, DispatchProgress? mark) =>
        (schedule.Problem ?? mark?.Problem ?? schedule.ChainProblem) is not null
        || schedule.Totals.LastStatus is RunStatus.Failed or RunStatus.TimedOut
        || (!schedule.Enabled && schedule.FailuresInARow > 0);

    private static bool AwaitsApproval(Run run) => run is { Status: RunStatus.Waiting, Reason: RunReason.BudgetSpent };

    private static DateTimeOffset SlotOf(DateTimeOffset now) => new(now.UtcTicks - now.UtcTicks % Slot.Ticks, TimeSpan.Zero);

    /// <summary>How many occurrences come due in each half hour of the next 24 hours, the current one first.</summary>
    private static object Ahead(IEnumerable<(Schedule Schedule, DispatchProgress? Mark)> schedules, DateTimeOffset now)
    {
        var (from, counts) = (SlotOf(now), new int[Slots]);
        var due = schedules.SelectMany(s => s.Schedule.Upcoming(s.Mark!, now).Select(one => one.DueTime).TakeWhile(time => time < from + Slots * Slot)).Take(MostAhead + 1).ToList();
        foreach (var time in due.Take(MostAhead))
        {
            counts[Math.Max(0, (int)((time - from) / Slot))]++; // an overdue one comes now
        }

        return new { from, slots = counts, cut = due.Count > MostAhead };
    }

    private static object Day(IReadOnlyList<Run> runs, DateTimeOffset now, bool cut)
    {
        var from = DayBegins(now);
        var tally = runs.Where(run => run.FinishedAt is not null).Aggregate(Tally.None, (sum, run) => sum.Add(run));
        var bySlot = runs.Where(run => run.NominalTime >= from).ToLookup(run => (int)((run.NominalTime - from) / Slot));
        return new
        {
            from,
            tally.Runs,
            byStatus = runs.GroupBy(run => run.Status).OrderBy(s => s.Key).ToDictionary(s => JsonNamingPolicy.CamelCase.ConvertName(s.Key.ToString()), s => s.Count(), StringComparer.Ordinal),
            tally.SuccessRate,
            tally.CostUsd,
            p95Duration = tally.Durations.Percentile(0.95),
            slots = Enumerable.Range(0, Slots).Select(i => new
            {
                from = from + i * Slot,
                succeeded = bySlot[i].Count(run => run.Status == RunStatus.Succeeded),
                failed = bySlot[i].Count(run => run.Status is RunStatus.Failed or RunStatus.TimedOut or RunStatus.Rejected),
                missed = bySlot[i].Count(run => run.Status is RunStatus.Missed or RunStatus.Skipped),
            }),
            cut,
        };
    }
}
