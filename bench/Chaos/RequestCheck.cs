using AgentSched.Model.Runs;

namespace AgentSched.Bench;

/// <summary>Compares what callers were answered with the records: each key made one run, whatever was repeated.</summary>
internal static class RequestCheck
{
    public static ChaosAudit Look(IReadOnlyList<ChaosCaller> callers, IReadOnlyList<Run> runs, int keyRows)
    {
        var records = runs.Where(run => run.Trigger is RunTrigger.Api or RunTrigger.Manual).Select(run => run.Id.ToString()).ToHashSet(StringComparer.Ordinal);
        var answers = callers.SelectMany(caller => caller.Answers).ToList();
        var problems = callers.SelectMany(caller => caller.Problems).ToList();
        var without = answers.Where(answer => answer.Value is not null && !records.Contains(answer.Value)).Select(answer => $"request {answer.Key} was answered with run {answer.Value}, which has no record").ToList();
        if (records.Count != answers.Count || keyRows != answers.Count)
        {
            problems.Add($"{answers.Count} requests under a key of their own made {records.Count} runs and {keyRows} rows that say which");
        }

        // What somebody asked for is no occurrence, so no change of a schedule's times may take it back.
        var takenBack = runs.Where(run => run.Trigger != RunTrigger.Schedule && run.Reason == RunReason.ScheduleChanged).Select(run => $"run {run.Id} ({run.Trigger}) was taken back because its schedule changed").ToList();
        return new ChaosAudit([("requests for runs, each under its own key", answers.Count), ("**runs too many or too few** for them", Math.Abs(records.Count - answers.Count) + without.Count), ("**runs taken back** by a schedule that has no say in them", takenBack.Count)], [.. problems, .. without, .. takenBack]);
    }
}
