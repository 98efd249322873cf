using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Queues;

/// <summary>How an agent's queue admits an arriving run.</summary>
public enum Admission
{
    /// <summary>A slot is free: it runs.</summary>
    Runs,

    /// <summary>All slots are taken: it waits in the queue and consumes no resources meanwhile.</summary>
    Waits,

    /// <summary>The queue is full: it does not run.</summary>
    Refused,

    /// <summary>The agent's budget is spent: it does not run.</summary>
    Rejected,
}

/// <summary>
/// The queue of one agent: its running runs, and its waiting runs in order. It is stored in the agent's row and changes only together with
/// the runs it names, in one transaction. First in, first out, whatever triggered the run.
/// </summary>
/// <param name="Running">At most <see cref="Agent.MaxConcurrent"/>, unless the limit was lowered while they ran.</param>
/// <param name="Waiting">At most <see cref="Agent.QueueDepth"/>, or <see cref="MaxWaiting"/> with runs of schedules that wait behind a full queue; the first is next.</param>
internal sealed record AgentQueue(ImmutableArray<RunId> Running, ImmutableArray<RunId> Waiting)
{
    /// <summary>Upper bound of runs that one close promotes, so that their rows fit into its transaction; later closes promote the rest.</summary>
    public const int MaxPromoted = 14;

    /// <summary>Upper bound of waiting runs whatever the agent's queue depth, so that the queue and its terms fit into the agent's row: 400 × 75 of 32,768 characters in a column.</summary>
    public const int MaxWaiting = 400;

    public static readonly AgentQueue Empty = new([], []);

    /// <summary>Cost, tokens and totals of the runs that left the queue.</summary>
    public AgentSpending Spending { get; init; } = AgentSpending.Empty;

    /// <summary>How the runs that left the queue kept to their maximum costs.</summary>
    public Adherence Adherence { get; init; } = Adherence.None;

    /// <summary>Terms of the runs in the queue; filled only where limits of the agent or an owner require them.</summary>
    public ImmutableDictionary<RunId, RunTerms> Terms { get; init; } = RunTerms.None;

    public RunTerms TermsOf(RunId run) => Terms.GetValueOrDefault(run, RunTerms.Default);

    public AgentQueue With(RunId run, RunTerms terms) => this with { Terms = Terms.SetItem(run, terms) };

    /// <summary>Admits a run. Idempotent: a run that is already in the queue keeps its place.</summary>
    public (Admission Admission, AgentQueue Queue) Enter(RunId run, int maxConcurrent, int queueDepth)
    {
        if (Running.Contains(run))
        {
            return (Admission.Runs, this);
        }

        if (Waiting.Contains(run))
        {
            return (Admission.Waits, this);
        }

        // Waiting runs go first, even if a slot is free for a moment; runs that wait for their owner's ledger do not block others.
        if (Running.Length < maxConcurrent && Waiting.All(waiting => TermsOf(waiting).AwaitsOwner))
        {
            return (Admission.Runs, this with { Running = Running.Add(run) });
        }

        return Waiting.Length < queueDepth
            ? (Admission.Waits, this with { Waiting = Waiting.Add(run) })
            : (Admission.Refused, this);
    }

    /// <summary>Removes a run that ended or gave up waiting; free slots go to the runs that waited longest.</summary>
    public (AgentQueue Queue, ImmutableArray<RunId> Promoted) Leave(RunId run, int maxConcurrent)
    {
        var running = Running.Remove(run);
        var waiting = Waiting.Remove(run);
        var free = Math.Clamp(maxConcurrent - running.Length, 0, Math.Min(waiting.Length, MaxPromoted));
        var promoted = waiting[..free];
        return (this with { Running = running.AddRange(promoted), Waiting = waiting[free..] }, promoted);
    }
}
