using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using AgentSched.Time.Specs;
using Azure.Data.Tables;

namespace AgentSched.Year;

/// <summary>What the rows say of each other: the invariants of the storage layout.</summary>
internal sealed class RestCheck(World world)
{
    private static readonly TimeSpan TapeLeft = TimeSpan.FromDays(9);
    private readonly ILookup<string, TableEntity> _due = world.Table.OfKind('d').ToLookup(row => row.Text("ScheduleId"), StringComparer.Ordinal);
    private readonly Dictionary<string, DispatchProgress> _marks = world.Table.OfKind('n').Where(row => row.PartitionKey[0] == 's').ToDictionary(row => row.RowKey.Split('|')[^1], DispatchProgress.Read, StringComparer.Ordinal);
    private readonly HashSet<string> _inFlight = [.. world.Table.OfKind('r').Select(row => row.Text("RunId"))];

    /// <summary>What holds between any two transactions.</summary>
    public void CheckAlways()
    {
        var places = world.Table.OfKind('g').SelectMany(agent => Ids(agent, "Running").Concat(Ids(agent, "Waiting"))).ToHashSet(StringComparer.Ordinal);
        var buffered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var schedule in world.Table.OfKind('s'))
        {
            CheckDueRow(schedule);
            buffered.UnionWith(Ids(schedule, "Buffered"));
            if (Ids(schedule, "ActiveRuns").Concat(Ids(schedule, "Buffered")).FirstOrDefault(run => !_inFlight.Contains(run)) is { } gone)
            {
                world.Problem($"{schedule.RowKey} holds the run {gone}, which is not in flight");
            }
        }

        if (places.FirstOrDefault(run => !_inFlight.Contains(run)) is { } ghost)
        {
            world.Problem($"a place in a queue is held by {ghost}, which is not in flight");
        }

        foreach (var row in world.Table.OfKind('r'))
        {
            var isFine = row.Text("Status") switch
            {
                nameof(RunStatus.Queued) => true,
                nameof(RunStatus.Waiting) => places.Contains(row.Text("RunId")) || buffered.Contains(row.Text("RunId")),
                _ => places.Contains(row.Text("RunId")),
            };
            if (!isFine)
            {
                world.Problem($"in flight as {row.Text("Status")}, but in no queue: {row.RowKey}");
            }
        }
    }

    /// <summary>What holds when nothing is under way.</summary>
    public void CheckAtRest()
    {
        CheckAlways();
        foreach (var row in world.Table.OfKind('g').Where(row => row.PartitionKey[0] == 's' && Ids(row, "Running").Concat(Ids(row, "Waiting")).Any()))
        {
            world.Problem($"a slot is not free at the end: {row.RowKey}");
        }

        foreach (var row in world.Table.OfKind('s'))
        {
            if (Ids(row, "ActiveRuns").Concat(Ids(row, "Buffered")).Any())
            {
                world.Problem($"still active at the end: {row.RowKey}");
            }

            CheckTotals(row);
            CheckNext(world.Audit.Schedules[row.Text("Id")], row);
        }
    }

    /// <summary>A due row where the mark says, and none where the schedule does not fire.</summary>
    private void CheckDueRow(TableEntity schedule)
    {
        var id = schedule.Text("Id");
        var due = _due[id].FirstOrDefault();
        var next = due is null ? (Occurrence: null, Key: null) : (Occurrence: (Occurrence?)new Occurrence(due.Time("NominalTime"), due.Time("DueTime")), Key: due.RowKey);
        if (_marks.GetValueOrDefault(id) is not { } mark || mark.Next != next.Occurrence || (next.Occurrence is { } o && next.Key != Keys.Due(o.DueTime, id)))
        {
            world.Problem($"due row and mark of {schedule.RowKey} do not agree: {next.Key} and {_marks.GetValueOrDefault(id)}");
        }

        if (_due[id].Count() > 1)
        {
            world.Problem($"{schedule.RowKey} has several due rows: {string.Join(' ', _due[id].Select(row => row.RowKey))}");
        }

        if (due is not null && (!schedule.Flag("Enabled") || schedule.GetDateTimeOffset("DeletedAt") is not null))
        {
            world.Problem($"{schedule.RowKey} does not fire and has a due row");
        }
    }

    private void CheckTotals(TableEntity row)
    {
        var runs = world.Audit.Schedules[row.Text("Id")].Runs.Where(run => run.StartedAt is not null).ToList();
        var (succeeded, failed) = (runs.Count(run => run.Status == RunStatus.Succeeded), runs.Count(run => run.Status is RunStatus.Failed or RunStatus.TimedOut));
        if ((row.Long("Runs"), row.Long("Succeeded"), row.Long("Failed")) != (runs.Count, succeeded, failed))
        {
            world.Problem($"totals of {row.RowKey} are {row.Long("Runs")}, {row.Long("Succeeded")}, {row.Long("Failed")}; its records say {runs.Count}, {succeeded}, {failed}");
        }
    }

    /// <summary>The due row stands at the first occurrence that has no record.</summary>
    private void CheckNext(History history, TableEntity row)
    {
        var (last, mark) = (history.Versions[^1], _marks[history.Id]);
        var timing = history.Versions.FindLastIndex(version => !version.Definition.HasTimingOf(last.Definition)) + 1;
        var known = history.Runs.Select(run => run.Nominal).ToHashSet();
        var from = history.Versions[timing].At;
        from = last.Definition.PausedUntil?.AddTicks(-1) is { } paused && paused > from ? paused : from;
        DateTimeOffset? next = !last.Definition.Fires || mark.Fired >= last.Definition.Spec.Text.MaxRuns ? null
            : last.Definition.Spec.Occurrences(from, world.Options.End + TapeLeft).Where(nominal => !known.Contains(nominal)).Select(nominal => (DateTimeOffset?)nominal).FirstOrDefault();
        if (next is null ? mark.Next is { } some && (!last.Definition.Fires || some.NominalTime <= world.Options.End + TapeLeft) : mark.Next?.NominalTime != next)
        {
            world.Problem($"{row.RowKey} should be due next at {next:u}, and is at {mark.Next?.NominalTime:u}; version {timing} of {from:O}, {last.Definition.Spec.Key}");
        }
    }

    private static IEnumerable<string> Ids(TableEntity row, string column) => (row.GetString(column) ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
