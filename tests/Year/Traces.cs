using AgentSched.Model.Runs;

namespace AgentSched.Year;

/// <summary>One edit that was committed.</summary>
/// <param name="Definition">What the schedule was from then on.</param>
/// <param name="At">The moment of the edit, by the clock of the process that made it.</param>
/// <param name="CommittedAt">When it took effect, by the right clock.</param>
internal sealed record Version(Definition Definition, DateTimeOffset At, DateTimeOffset CommittedAt);

/// <summary>All that happened to one schedule.</summary>
internal sealed class History(string id, string agent)
{
    public string Id => id;

    public string Agent => agent;

    public List<Version> Versions { get; } = [];

    public int Number { get; set; }

    public List<RunTrace> Runs { get; } = [];
}

/// <summary>All that happened to one run.</summary>
internal sealed class RunTrace(History schedule, DateTimeOffset nominal, DateTimeOffset due, DateTimeOffset claimedAt)
{
    public History Schedule => schedule;

    public DateTimeOffset Nominal => nominal;

    public DateTimeOffset Due => due;

    /// <summary>By the clock of the process that claimed it.</summary>
    public DateTimeOffset ClaimedAt => claimedAt;

    /// <summary>Which version of the schedule was in force when it was claimed.</summary>
    public int ClaimVersion { get; } = schedule.Versions.Count - 1;

    /// <summary>The same when it was opened; -1: it was not.</summary>
    public int OpenVersion { get; set; } = -1;

    /// <summary>The same when it ended.</summary>
    public int EndVersion { get; set; } = -1;

    /// <summary>Whether it was claimed to run; false: it was recorded as missed at once.</summary>
    public bool WasClaimed { get; set; }

    public bool IsInFlight { get; set; }

    /// <summary>Whether it waited for another run of its schedule or for a slot when it was opened.</summary>
    public bool Waited { get; set; }

    /// <summary>When it was opened, by the clock of the process that opened it: its due time where it had its slot ahead. Null: it was not, or ended without that.</summary>
    public DateTimeOffset? OpenedAt { get; set; }

    /// <summary>The how manieth transaction gave it its slot; 0: none did.</summary>
    public long SlotNumber { get; set; }

    /// <summary>When its agent was called first, by the clock of the process that called. Null: it was not, or nobody wrote it down.</summary>
    public DateTimeOffset? CalledAt { get; set; }

    /// <summary>Which version of the schedule was in force then.</summary>
    public int CallVersion { get; set; } = -1;

    public RunStatus Status { get; set; }

    public RunReason? Reason { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public int Calls { get; set; }

    /// <summary>Whether the oracle knows why it is there.</summary>
    public bool IsExplained { get; set; }

    public override string ToString() => $"{schedule.Id} {nominal:u} (due {due:u}, claimed {claimedAt:HH:mm:ss.fff} by version {ClaimVersion}, opened {OpenedAt:HH:mm:ss.fff} by version {OpenVersion}{(Waited ? " to wait" : "")}, called {CalledAt:HH:mm:ss.fff}, {Status} {Reason} {FinishedAt:HH:mm:ss.fff})";
}
