using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Budgets;

/// <summary>An owner's ledger: what its runs spent, what is reserved for those under way, and who waits for that to settle. Pure.</summary>
/// <param name="Books">Spent since the owner got limits, today and this month.</param>
/// <param name="UnderWay">Runs that it reserved for and that have not settled.</param>
/// <param name="Waiting">One run of each agent that has runs waiting for this ledger.</param>
/// <param name="Settled">
/// Runs that settled, the last first. A process that was held up may still ask for one of them: to reserve for it again would have it counted again.
/// </param>
internal sealed record OwnerAccount(AgentSpending Books, ImmutableArray<Reserved> UnderWay, ImmutableSortedDictionary<string, RunId> Waiting, ImmutableArray<RunId> Settled)
{
    /// <summary>Most runs under way, so that the column holds them.</summary>
    private const int MaxUnderWay = 300;

    /// <summary>Most runs that it remembers as settled: more than settle while a process is held up.</summary>
    private const int MaxSettled = 500;

    public static readonly OwnerAccount Empty = new(AgentSpending.Empty, [], ImmutableSortedDictionary.Create<string, RunId>(StringComparer.Ordinal), []);

    /// <summary>Reserves for a run, or says why not. A run that it reserved for may start: a repeat changes nothing.</summary>
    public (OwnerAccount Books, OwnerAnswer Answer) Ask(Run run, Limits limits, DateTimeOffset now, bool isApproved, bool isDelayed)
    {
        var budget = Budget.Of(limits, Books, now);
        if (UnderWay.Any(reserved => reserved.Run == run.Id) || Settled.Contains(run.Id))
        {
            return (this, new OwnerAnswer(BudgetVerdict.Starts, budget.Words, TimeSpan.Zero));
        }

        var verdict = isApproved ? BudgetVerdict.Starts
            : UnderWay.Length >= MaxUnderWay ? BudgetVerdict.Waits
            : budget.Decide(run.MaxCostUsd, [.. UnderWay.Select(reserved => reserved.MaxCostUsd)]);
        var delay = verdict == BudgetVerdict.Starts && !isApproved && !isDelayed ? budget.Delay : TimeSpan.Zero;
        var after = verdict switch
        {
            BudgetVerdict.Starts when delay == TimeSpan.Zero => this with { UnderWay = UnderWay.Add(new Reserved(run.Id, run.Agent, run.MaxCostUsd, now)) },
            BudgetVerdict.Waits => this with { Waiting = Waiting.SetItem(run.Agent, run.Id) },
            _ => this,
        };
        return (after, new OwnerAnswer(verdict, budget.Words, delay));
    }

    /// <summary>A run ended: what was reserved for it goes, what it cost counts, and nobody waits any more.</summary>
    public OwnerAccount Settle(Run ended) => new(
        Books.Count(ended with { Owner = null }), UnderWay.RemoveAll(reserved => reserved.Run == ended.Id), Empty.Waiting, [ended.Id, .. Settled.Take(MaxSettled - 1)]);
}
