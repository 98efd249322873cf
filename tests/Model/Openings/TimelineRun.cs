using AgentSched.Model.Runs;

namespace AgentSched.Tests.Model.Openings;

/// <summary>What happened to one occurrence of a <see cref="RandomTimeline"/>.</summary>
internal sealed class TimelineRun(Run claimed)
{
    public Run Run { get; set; } = claimed;

    /// <summary>When it was decided: it got a slot, began to wait, or ended.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>Whether it was opened late and started nevertheless, or waits to.</summary>
    public bool CaughtUp { get; set; }

    /// <summary>Whether it waited for another run before it started.</summary>
    public bool Waited { get; set; }

    /// <summary>When it got its slot.</summary>
    public DateTimeOffset? StartedAt => Run.StartedAt;

    public DateTimeOffset? CalledAt { get; set; }

    public override string ToString() => $"{Run.DueTime:HH:mm:ss} opened {OpenedAt:HH:mm:ss.f} started {StartedAt:HH:mm:ss.f} called {CalledAt:HH:mm:ss.f} {Run.Status} {Run.Reason} {Run.FinishedAt:HH:mm:ss.f}";
}
