using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;

namespace AgentSched.Model.Budgets;

/// <summary>An owner's ledger: what its runs have spent, reservations of runs in flight, and runs that wait for these to settle. Pure.</summary>
/// <param name="Spending">Spending since the owner got limits, today and this month.</param>
/// <param name="UnderWay">Runs with a reservation that have not settled.</param>
/// <param name="Waiting">One run for each agent with runs that wait for this ledger.</param>
/// <param name="Settled">
/// Settled runs, latest first. A delayed process may still ask for one of them; a second reservation would count it twice.
/// </param>
internal sealed record OwnerAccount(AgentSpending Spending, ImmutableArray<Reserved> UnderWay, ImmutableSortedDictionary<string, RunId> Waiting, ImmutableArray<RunId> Settled)
{
    /// <summary>Upper bound of runs in flight, so that they fit into the column.</summary>
    private const int MaxUnderWay = 300;

    /// <summary>Upper bound of remembered settled runs: more than settle while a process is delayed.</summary>
    private const int MaxSettled = 500;

    public static readonly OwnerAccount Empty = new(AgentSpending.Empty, [], ImmutableSortedDictionary.Create<string, RunId>(StringComparer.Ordinal), []);

    /// <summary>Reserves for a run, or says why not. Idempotent: a run with a reservation may start.</summary>
    public (OwnerAccount Account, OwnerAnswer Answer) Ask(Run run, SpendingLimits limits, DateTimeOffset now, bool isApproved, bool isDelayed)
    {
        var budget = Budget.Of(limits, Spending, now);
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

    /// <summary>Settles a run that ended: releases its reservation, adds its cost and clears the waiting runs.</summary>
    public OwnerAccount Settle(Run ended) => new(
        Spending.Count(ended with { Owner = null }), UnderWay.RemoveAll(reserved => reserved.Run == ended.Id), Empty.Waiting, [ended.Id, .. Settled.Take(MaxSettled - 1)]);
}
