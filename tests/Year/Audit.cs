using AgentSched.Model.Runs;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Year;

/// <summary>
/// Watches every transaction: writes down what happened to schedules and runs, and says what may not happen whatever comes: a run
/// that is claimed twice, changes after its end, vanishes without a record, or is one too many for its agent.
/// </summary>
internal sealed class Audit(World world)
{
    private readonly Dictionary<UInt128, RunTrace> _runs = [];
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private long _transactions;

    public Dictionary<string, History> Schedules { get; } = new(StringComparer.Ordinal);

    /// <summary>What each edit shall make of its schedule, by the words that it leaves in the schedule's row; most of all edits that were tried never come about.</summary>
    public Dictionary<string, Definition> Intents { get; } = new(StringComparer.Ordinal);

    public RunTrace? Find(string runId) => _runs.GetValueOrDefault(World.Number(runId));

    /// <summary>Whether the record under a key is one of an ended run, which is not kept.</summary>
    public bool HasEnded(string row) => row[0] is 'x' or 'y' && Find(row) is { } run && run.Status.HasEnded();

    /// <summary>Sees a transaction that is about to take effect.</summary>
    /// <returns>The records in it that will never change again, and the entries of feeds.</returns>
    public IReadOnlySet<string> Committing(Transaction transaction)
    {
        var ended = new HashSet<string>(StringComparer.Ordinal);
        if (transaction.Partition[0] != 's')
        {
            return ended;
        }

        _transactions++;
        foreach (var action in transaction.Actions.OrderBy(action => action.Entity.RowKey[0] == 's' ? 0 : 1))
        {
            var row = (TableEntity)action.Entity;
            switch (row.RowKey[0])
            {
                case 's' when action.ActionType != TableTransactionActionType.Delete:
                    Edited(row);
                    break;
                case 'r':
                    Moved(row, action.ActionType);
                    break;
                case 'x':
                    Recorded(row, transaction, ended);
                    break;
                case 'g' when row.GetString("Running")?.Split(' ').Length > world.SlotsOf[row.RowKey]:
                    world.Problem($"{row.RowKey} runs more than it may: {row.GetString("Running")}");
                    break;
            }
        }

        CheckPairs(transaction, ended);
        CheckFeed(transaction, ended);
        return ended;
    }

    private void Edited(TableEntity row)
    {
        var keys = row.RowKey.Split('|');
        if (!Schedules.TryGetValue(keys[^1], out var history))
        {
            Schedules[keys[^1]] = history = new History(keys[^1], keys[^2]);
        }

        if (row.GetInt32("Version") is not { } number || number == history.Number)
        {
            return;
        }

        // A schedule that pauses by itself says only that it is not enabled any more; an edit says what its maker wanted.
        var definition = row.GetString("Spec") is null ? history.Versions[^1].Definition with { Enabled = row.GetBoolean("Enabled") == true } : Intents[row.GetString("Description")];
        world.Counts.Add(row.GetString("Spec") is null ? "schedule that paused by itself" : history.Number == 0 ? "create" : "edit");
        history.Number = number;
        history.Versions.Add(new Version(definition, row.GetDateTimeOffset("UpdatedAt")!.Value, world.Clock.Now));
    }

    private void Moved(TableEntity row, TableTransactionActionType action)
    {
        var run = Find(row.RowKey);
        switch (action)
        {
            case TableTransactionActionType.Add when run is not null:
                world.Problem($"claimed twice: {run}");
                break;
            case TableTransactionActionType.Add:
                run = Add(row);
                (run.WasClaimed, run.IsInFlight) = (true, true);
                break;
            case TableTransactionActionType.UpdateMerge when row.GetInt32("Attempts") == 1 && row.GetDateTimeOffset("StartedAt") is { } calledAt:
                (run!.CalledAt, run.CallVersion) = (calledAt, run.Schedule.Versions.Count - 1);
                break;
            case TableTransactionActionType.Delete:
                run!.IsInFlight = false;
                break;
        }
    }

    private RunTrace Add(TableEntity row)
    {
        var schedule = Schedules[row.GetString("ScheduleId")];
        var run = new RunTrace(schedule, row.Time("NominalTime"), row.Time("DueTime"), row.Time("ClaimedAt"));
        _runs.Add(World.Number(row.GetString("RunId")), run);
        schedule.Runs.Add(run);
        return run;
    }

    private void Recorded(TableEntity row, Transaction transaction, HashSet<string> ended)
    {
        var run = Find(row.RowKey) ?? Add(row);
        var status = Enum.Parse<RunStatus>(row.GetString("Status"));
        if (!MayBecome(run, status))
        {
            world.Problem($"became {status}: {run}");
        }

        if (run.OpenVersion < 0 && run.WasClaimed && status != RunStatus.Queued)
        {
            run.OpenVersion = run.Schedule.Versions.Count - 1;
            run.Waited = status == RunStatus.Waiting;
            run.OpenedAt = run.Waited ? ToldAt(transaction, row) : row.GetDateTimeOffset("StartedAt") ?? row.GetDateTimeOffset("FinishedAt");
        }

        run.SlotNumber = run.SlotNumber == 0 && status == RunStatus.Running ? _transactions : run.SlotNumber;
        if (run.CalledAt is not null && status == RunStatus.Missed)
        {
            world.Problem($"missed after its agent was called: {run}");
        }

        run.Status = status;
        run.StartedAt = row.GetDateTimeOffset("StartedAt");
        if (status.HasEnded())
        {
            run.Reason = Enum.Parse<RunReason>(row.GetString("Reason"));
            run.FinishedAt = row.Time("FinishedAt");
            run.EndVersion = run.Schedule.Versions.Count - 1;
            ended.Add(row.RowKey);
        }
    }

    /// <summary>What the feed says of a run that begins to wait: when that was.</summary>
    private static DateTimeOffset? ToldAt(Transaction transaction, TableEntity run) => transaction.Actions
        .Select(action => (TableEntity)action.Entity).FirstOrDefault(row => row.RowKey[0] == 'a' && row.GetString("RunId") == run.GetString("RunId"))?.GetDateTimeOffset("At");

    private static bool MayBecome(RunTrace run, RunStatus status) => run.Status switch
    {
        RunStatus.Queued => run.WasClaimed || status == RunStatus.Missed,
        RunStatus.Waiting => status is RunStatus.Waiting or RunStatus.Running || status.HasEnded(),
        RunStatus.Running => status is RunStatus.Running || status.HasEnded(), // decided again, because its schedule changed before its second
        _ => false,
    };

    /// <summary>What ends is told in the same transaction, one entry for each run, or one row for all that a claim missed; and a feed's numbers only grow.</summary>
    private void CheckFeed(Transaction transaction, HashSet<string> kept)
    {
        var rows = transaction.Actions.Where(action => action.ActionType != TableTransactionActionType.Delete).Select(action => (TableEntity)action.Entity).ToList();
        var told = rows.Where(row => row.RowKey[0] == 'a').Select(row => row.GetString("RunId")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var isMissed = rows.Exists(row => row.RowKey.StartsWith(Keys.MissedPrefix, StringComparison.Ordinal));
        foreach (var row in rows.Where(row => row.RowKey[0] == 'x' && kept.Contains(row.RowKey) && !told.Contains(row.GetString("RunId")) && !(isMissed && row.GetString("Status") == nameof(RunStatus.Missed))))
        {
            world.Problem($"ended without a word in the feed: {row.RowKey}");
        }

        foreach (var agent in rows.Where(row => row.RowKey[0] == 'g' && row.ContainsKey("ActivitySeq")))
        {
            var last = agent.Long("ActivitySeq");
            if (last <= _told.GetValueOrDefault(agent.RowKey))
            {
                world.Problem($"the feed of {agent.RowKey} counts back to {last}");
            }

            _told[agent.RowKey] = last;
        }

        kept.UnionWith(rows.Where(row => row.RowKey[0] == 'a').Select(row => row.RowKey));
    }

    /// <summary>Both records of a run change together and alike, and a run leaves the work list with its record only.</summary>
    private void CheckPairs(Transaction transaction, HashSet<string> ended)
    {
        var bySchedule = transaction.Actions.Select(action => (TableEntity)action.Entity).Where(row => row.RowKey[0] == 'y').ToDictionary(row => World.Number(row.RowKey));
        foreach (var action in transaction.Actions)
        {
            var row = (TableEntity)action.Entity;
            if (row.RowKey[0] == 'x')
            {
                if (!bySchedule.TryGetValue(World.Number(row.RowKey), out var other) || other.GetString("Status") != row.GetString("Status") || other.GetString("Reason") != row.GetString("Reason"))
                {
                    world.Problem($"two records that differ: {row.RowKey}");
                }
                else if (ended.Contains(row.RowKey))
                {
                    ended.Add(other.RowKey);
                }
            }
            else if (row.RowKey[0] == 'r' && action.ActionType == TableTransactionActionType.Delete && Find(row.RowKey) is { } run && !run.Status.HasEnded())
            {
                world.Problem($"vanished without a record: {run}");
            }
        }
    }
}
