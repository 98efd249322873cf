using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Queues;

/// <summary>What a run found when it came to its agent's queue.</summary>
public enum Admission
{
    /// <summary>A slot was free: it runs.</summary>
    Runs,

    /// <summary>All slots are taken: it waits its turn and costs nothing meanwhile.</summary>
    Waits,

    /// <summary>The waiting line is full: it does not run.</summary>
    Refused,

    /// <summary>The agent's budget is spent: it does not run.</summary>
    Rejected,
}

/// <summary>
/// The queue of one agent: who runs, and who waits in which order. It lives in the agent's row and changes only together with
/// the runs it names, in one transaction. First in, first out, whatever started the run.
/// </summary>
/// <param name="Running">At most <see cref="Agent.MaxConcurrent"/>, but for a limit that was lowered while they ran.</param>
/// <param name="Waiting">At most <see cref="Agent.QueueDepth"/>; the first is next.</param>
internal sealed record AgentQueue(ImmutableArray<RunId> Running, ImmutableArray<RunId> Waiting)
{
    /// <summary>Most runs that one close promotes, so that their rows fit into its transaction; the next close promotes the next.</summary>
    public const int MaxPromoted = 14;

    public static readonly AgentQueue Empty = new([], []);

    /// <summary>What the runs that left it came to.</summary>
    public AgentSpending Books { get; init; } = AgentSpending.Empty;

    /// <summary>On what terms those that it names wait or run, as far as limits of the agent or an owner ask for it.</summary>
    public ImmutableDictionary<RunId, RunTerms> Terms { get; init; } = RunTerms.None;

    public RunTerms TermsOf(RunId run) => Terms.GetValueOrDefault(run, RunTerms.Default);

    public AgentQueue With(RunId run, RunTerms terms) => this with { Terms = Terms.SetItem(run, terms) };

    /// <summary>A run arrives. One that is in the queue already keeps its place: a repeat changes nothing.</summary>
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

        // Who waits goes first, even where a slot is free for a moment; but nobody waits for another's owner.
        if (Running.Length < maxConcurrent && Waiting.All(waiting => TermsOf(waiting).AwaitsOwner))
        {
            return (Admission.Runs, this with { Running = Running.Add(run) });
        }

        return Waiting.Length < queueDepth
            ? (Admission.Waits, this with { Waiting = Waiting.Add(run) })
            : (Admission.Refused, this);
    }

    /// <summary>A run ends or gives up waiting; the slots that are free now go to those who waited longest.</summary>
    public (AgentQueue Queue, ImmutableArray<RunId> Promoted) Leave(RunId run, int maxConcurrent)
    {
        var running = Running.Remove(run);
        var waiting = Waiting.Remove(run);
        var free = Math.Clamp(maxConcurrent - running.Length, 0, Math.Min(waiting.Length, MaxPromoted));
        var promoted = waiting[..free];
        return (this with { Running = running.AddRange(promoted), Waiting = waiting[free..] }, promoted);
    }
}
