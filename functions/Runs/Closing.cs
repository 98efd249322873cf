using AgentSched.Agents;
using AgentSched.Budgets;
using AgentSched.Chains;
using AgentSched.Storage;
using AgentSched.Webhooks;

namespace AgentSched.Runs;

/// <summary>A run that is to end, until it is committed.</summary>
/// <param name="read">The run as it was read.</param>
/// <param name="ended">As it ends.</param>
/// <param name="actor">Who ends it, for the feed. Null: nobody in particular.</param>
internal sealed class Ending(InFlightRun read, Run ended, string? actor)
{
    public InFlightRun Read => read;

    public Run Ended => ended;

    public string? Actor => actor;

    /// <summary>What it brought about, once a commit was tried. Null: a row changed meanwhile, or storage did not answer.</summary>
    public TaskCompletionSource<Closed?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Ends of runs of one shard as one transaction.</summary>
/// <param name="Transaction">The changes.</param>
/// <param name="Closed">What each end brings about, in order; fewer than were asked for where no more fit.</param>
internal sealed record ClosingPlan(Transaction Transaction, IReadOnlyList<Closed> Closed);

/// <summary>What the end of a run brings about.</summary>
/// <param name="Ended">The run.</param>
/// <param name="Turned">Runs that had their turn: those that run now, and those that ended when they would have.</param>
/// <param name="Followers">What shall run after it.</param>
/// <param name="News">What it means for its agent's budget.</param>
/// <param name="Agent">Its agent. Null: there is none any more.</param>
/// <param name="Queue">The agent's queue afterwards.</param>
/// <param name="Told">What its agent's webhooks are told.</param>
internal sealed record Closed(
    Run Ended, IReadOnlyList<Run> Turned, IReadOnlyList<ChainRow> Followers, BudgetNews News, Agent? Agent, AgentQueue? Queue, IReadOnlyList<Delivery> Told)
{
    public IEnumerable<Run> Started => Turned.Where(run => run.Status == RunStatus.Running);
}
