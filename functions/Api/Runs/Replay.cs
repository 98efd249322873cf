using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Runs;

/// <summary>A new run with the message and settings of one that has ended.</summary>
internal static class Replay
{
    /// <summary>Why a run cannot be replayed. Null: it can.</summary>
    public static IResult? Objection(Run run) =>
        run.Message is null ? Problem.Conflict($"run \"{run.Id}\" was never opened, so there is no message to send again")
        : !run.Status.HasEnded() ? Problem.Conflict($"run \"{run.Id}\" has not ended")
        : null;

    /// <summary>
    /// Creates the new run. It is the first run's owner's if that owner or an admin asks; who else may see the run, which is the agent's owner, starts
    /// one of its own, at its own cost.
    /// </summary>
    /// <param name="run">The first run.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">Id of the new run.</param>
    /// <param name="now">Current time.</param>
    public static Run Of(Run run, Agent agent, Caller caller, RunId id, DateTimeOffset now)
    {
        var isOwn = caller.IsAdmin || run.Owner == caller.Name;
        return Run.Requested(id, agent, RunTrigger.Manual, isOwn ? run.Owner : caller.Name, now) with
        {
            ScheduleId = isOwn ? run.ScheduleId : null,
            ScheduleName = isOwn ? run.ScheduleName : null,
            OwnerIsAdmin = isOwn && run.OwnerIsAdmin,
            Message = run.Message,
            Context = run.Context,
            Settings = run.Settings,
            Timeout = run.Timeout < agent.Timeout ? run.Timeout : agent.Timeout,
            Retries = run.Retries,
            RetryTimeouts = run.RetryTimeouts,
            MaxCostUsd = run.MaxCostUsd,
        };
    }
}
