using AgentSched.Model.Openings;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;

namespace AgentSched.Engine.Openings;

/// <summary>
/// Finds the claimed runs that have to open before late ones of the same schedule: those of different seconds are in different messages,
/// which arrive in any order.
/// </summary>
public sealed class OlderRuns(RunTable runs, ScheduleTable schedules, OpeningRules rules)
{
    /// <summary>Finds the older runs of a message's runs. One query if there may be any, no request if the runs are on time.</summary>
    /// <param name="shard">The partition.</param>
    /// <param name="opening">Runs that are about to open.</param>
    /// <param name="now">Current time.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>The runs in order of nominal time; they have not opened yet.</returns>
    internal async Task<IReadOnlyList<InFlightRun>> FindAsync(string shard, IEnumerable<InFlightRun> opening, DateTimeOffset now, CancellationToken cancel)
    {
        var from = DateTimeOffset.MaxValue;
        var until = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (run, _) in opening.Where(read => Misfire.MayFollowOlder(read.Run, now)))
        {
            if ((await schedules.RecallAsync(run.AgentKey, run.ScheduleId!, cancel))?.Schedule is { } schedule
                && Misfire.OlderFrom(run, schedule, now, rules.CatchUpWindow) is { } earliest)
            {
                (from, until[schedule.Id]) = (earliest < from ? earliest : from, run.NominalTime);
            }
        }

        return until.Count == 0 ? [] :
        [
            .. (await runs.FindQueuedAsync(shard, from, until.Values.Max(), cancel))
                .Where(read => read.Run.ScheduleId is { } id && until.TryGetValue(id, out var before) && read.Run.NominalTime < before)
                .OrderBy(read => read.Run.NominalTime),
        ];
    }
}
