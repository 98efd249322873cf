using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;

namespace AgentSched.Engine.Closings;

/// <summary>A run to be ended, until its end is committed.</summary>
/// <param name="read">The run as read.</param>
/// <param name="ended">The run as ended.</param>
/// <param name="actor">Who ends it, for the feed. Null: the scheduler.</param>
internal sealed class Ending(InFlightRun read, Run ended, string? actor)
{
    public InFlightRun Read => read;

    public Run Ended => ended;

    public string? Actor => actor;

    /// <summary>Effects of the end, once a commit was tried. Null: a row changed meanwhile, or storage failed.</summary>
    public TaskCompletionSource<Closed?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
