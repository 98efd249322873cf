using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;

namespace AgentSched.Engine.Closings;

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
