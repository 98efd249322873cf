using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using Azure.Data.Tables;

namespace AgentSched.Bench;

/// <summary>Compares the runs that follow others with the ends that they follow: one each, and none besides.</summary>
internal static class ChainCheck
{
    public static ChaosAudit Look(IEnumerable<TableEntity> schedules, IReadOnlyList<Run> runs)
    {
        var chains = schedules.Select(ScheduleRow.Read).ToDictionary(schedule => schedule.Id, schedule => schedule.Chain, StringComparer.Ordinal);
        var expected = runs.Where(run => run.ScheduleId is not null)
            .SelectMany(run => chains[run.ScheduleId!].Where(link => link.Follows(run)).Select(link => $"{link.Schedule} after {run.Id}")).Order(StringComparer.Ordinal).ToList();
        var found = runs.Where(run => run.Trigger == RunTrigger.Chain).Select(run => $"{run.ScheduleId} after {run.Previous!.Id}").Order(StringComparer.Ordinal).ToList();
        var lost = expected.Except(found, StringComparer.Ordinal).Select(one => $"chain: {one} has no record").ToList();
        var doubled = found.CountBy(one => one, StringComparer.Ordinal).Where(one => one.Value > 1).Select(one => $"chain: {one.Key} has {one.Value} records")
            .Concat(found.Except(expected, StringComparer.Ordinal).Select(one => $"chain: {one} should not be")).ToList();
        return new ChaosAudit([("runs that follow others", expected.Count), ("**lost** of them", lost.Count), ("**doubled** of them, or without cause", doubled.Count)], [.. lost, .. doubled]);
    }
}
