using AgentSched.Model.Budgets;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;

namespace AgentSched.Engine.Closings;

/// <summary>A run to be ended, until its end is committed.</summary>
/// <param name="read">The run as read.</param>
/// <param name="ended">The run as ended.</param>
/// <param name="actor">Who ends it, for the feed. Null: the scheduler.</param>
/// <param name="ownerBudget">Its owner's budget, if the run settles at its reservation. Null: not needed, or no limits.</param>
internal sealed class Ending(InFlightRun read, Run ended, string? actor, Budget? ownerBudget = null)
{
    public InFlightRun Read => read;

    public Run Ended => ended;

    public string? Actor => actor;

    public Budget? OwnerBudget => ownerBudget;

    /// <summary>Effects of the end, once a commit was tried. Null: a row changed meanwhile, or storage failed.</summary>
    public TaskCompletionSource<Closed?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
