using System.Collections.Immutable;
using AgentSched.Runs;
using AgentSched.Usage;

namespace AgentSched.Budgets;

/// <summary>What is reserved for a run that is under way.</summary>
/// <param name="Run">The run.</param>
/// <param name="Agent">Its agent, which says in which shard it lies.</param>
/// <param name="MaxCostUsd">What it may cost at most. Null: nobody said; then all that is left is reserved.</param>
/// <param name="At">When.</param>
internal sealed record Reserved(RunId Run, string Agent, decimal? MaxCostUsd, DateTimeOffset At);

/// <summary>A ledger's answer to a run that would start.</summary>
/// <param name="Verdict">Whether it may.</param>
/// <param name="Words">The nearest limit in words.</param>
/// <param name="Delay">How much later than it could it starts, because little is left; zero: at once.</param>
internal sealed record OwnerAnswer(Verdict Verdict, string Words, TimeSpan Delay)
{
    /// <summary>The owner has no limits any more.</summary>
    public static readonly OwnerAnswer NoLimit = new(Verdict.Starts, string.Empty, TimeSpan.Zero);
}

/// <summary>An owner's ledger: what its runs spent, what is reserved for those under way, and who waits for that to settle. Pure.</summary>
/// <param name="Books">Spent since the owner got limits, today and this month.</param>
/// <param name="UnderWay">Runs that it reserved for and that have not settled.</param>
/// <param name="Waiting">One run of each agent that has runs waiting for this ledger.</param>
/// <param name="Settled">
/// Runs that settled, the last first. A process that was held up may still ask for one of them: to reserve for it again would have it counted again.
/// </param>
internal sealed record OwnerBooks(AgentBooks Books, ImmutableArray<Reserved> UnderWay, ImmutableSortedDictionary<string, RunId> Waiting, ImmutableArray<RunId> Settled)
{
    /// <summary>Most runs under way, so that the column holds them.</summary>
    private const int MaxUnderWay = 300;

    /// <summary>Most runs that it remembers as settled: more than settle while a process is held up.</summary>
    private const int MaxSettled = 500;

    public static readonly OwnerBooks Empty = new(AgentBooks.Empty, [], ImmutableSortedDictionary.Create<string, RunId>(StringComparer.Ordinal), []);

    /// <summary>Reserves for a run, or says why not. A run that it reserved for may start: a repeat changes nothing.</summary>
    public (OwnerBooks Books, OwnerAnswer Answer) Ask(Run run, Limits limits, DateTimeOffset now, bool isApproved, bool isDelayed)
    {
        var budget = Budget.Of(limits, Books, now);
        if (UnderWay.Any(reserved => reserved.Run == run.Id) || Settled.Contains(run.Id))
        {
            return (this, new OwnerAnswer(Verdict.Starts, budget.Words, TimeSpan.Zero));
        }

        var verdict = isApproved ? Verdict.Starts
            : UnderWay.Length >= MaxUnderWay ? Verdict.Waits
            : budget.Decide(run.MaxCostUsd, [.. UnderWay.Select(reserved => reserved.MaxCostUsd)]);
        var delay = verdict == Verdict.Starts && !isApproved && !isDelayed ? budget.Delay : TimeSpan.Zero;
        var after = verdict switch
        {
            Verdict.Starts when delay == TimeSpan.Zero => this with { UnderWay = UnderWay.Add(new Reserved(run.Id, run.Agent, run.MaxCostUsd, now)) },
            Verdict.Waits => this with { Waiting = Waiting.SetItem(run.Agent, run.Id) },
            _ => this,
        };
        return (after, new OwnerAnswer(verdict, budget.Words, delay));
    }

    /// <summary>A run ended: what was reserved for it goes, what it cost counts, and nobody waits any more.</summary>
    public OwnerBooks Settle(Run ended) => new(
        Books.Count(ended with { Owner = null }), UnderWay.RemoveAll(reserved => reserved.Run == ended.Id), Empty.Waiting, [ended.Id, .. Settled.Take(MaxSettled - 1)]);
}
