using System.Globalization;
using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Rows;
using Azure.Data.Tables;

namespace AgentSched.Bench;

/// <summary>
/// Compares records with the occurrences that the specs yield: from when each schedule was made until its mark says that no more were
/// claimed, and at least until the trouble ended, each has one record and there is no record besides.
/// </summary>
internal static class OccurrenceCheck
{
    public static ChaosAudit Look(IEnumerable<TableEntity> schedules, IEnumerable<TableEntity> marks, IReadOnlyList<Run> runs, DateTimeOffset until)
    {
        var claimed = marks.ToDictionary(mark => mark.RowKey.Split('|')[^1], mark => DispatchProgress.Read(mark).ClaimedUntil, StringComparer.Ordinal);
        var records = runs.Where(run => run.Trigger == RunTrigger.Schedule).ToLookup(run => run.ScheduleId!, StringComparer.Ordinal);
        var (lost, doubled, due, problems) = (0L, 0L, 0L, new List<string>());
        foreach (var schedule in schedules.Select(ScheduleRow.Read))
        {
            var last = claimed[schedule.Id] is { } mark && mark > until ? mark : until;
            var expected = Between(schedule, last).ToHashSet();
            var found = records[schedule.Id].Select(run => run.NominalTime).ToList();
            due += expected.Count;
            foreach (var time in expected.Except(found))
            {
                lost++;
                problems.Add($"lost: \"{schedule.Name}\" ({schedule.Id}) at {Text(time)} has no record");
            }

            foreach (var (time, count) in found.CountBy(time => time).Where(time => time.Value > 1 || !expected.Contains(time.Key)))
            {
                doubled++;
                problems.Add($"doubled: \"{schedule.Name}\" ({schedule.Id}) has {count} records for {Text(time)}, {(expected.Contains(time) ? "one occurrence" : "which is no occurrence")}");
            }
        }

        return new ChaosAudit([("occurrences that came due", due), ("**lost**", lost), ("**doubled**, or without an occurrence", doubled)], problems);
    }

    private static IEnumerable<DateTimeOffset> Between(Schedule schedule, DateTimeOffset last)
    {
        // The first occurrence of an interval is the moment of saving itself.
        for (var next = schedule.Spec.NextAfter(schedule.CreatedAt.AddSeconds(-1)); next <= last; next = schedule.Spec.NextAfter(next.Value))
        {
            if (next > schedule.CreatedAt)
            {
                yield return next.Value;
            }
        }
    }

    private static string Text(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);
}
