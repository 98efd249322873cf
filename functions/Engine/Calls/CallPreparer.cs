using AgentSched.Engine.After;
using AgentSched.Engine.Closings;
using AgentSched.Engine.Owners;
using AgentSched.Model.Budgets;
using AgentSched.Model.Calls;
using AgentSched.Model.Openings;
using AgentSched.Model.Runs;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;

namespace AgentSched.Engine.Calls;

/// <summary>Prepares the calls of runs, with all changes made since the runs opened.</summary>
public sealed class CallPreparer(EarlyRuns ahead, AgentTable agents, CallbackTokens callbacks, RunCloser closer, RunOwners owners, Telemeter telemeter, TimeProvider clock)
{
    /// <summary>Same as <see cref="EarlyRuns.ReadAsync"/>.</summary>
    internal Task<(IReadOnlyList<InFlightRun> Open, bool WereHeld)> ReadAsync(RunBatch batch, CancellationToken cancel) => ahead.ReadAsync(batch, cancel);

    /// <summary>Decides whether a run's agent is called; if not, ends the run.</summary>
    /// <param name="ticket">The run's location, its failed calls and their cost.</param>
    /// <param name="read">The run as just read.</param>
    /// <param name="wasHeld">Whether the caller waited for the run's second.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>Null: the run has ended.</returns>
    internal async Task<PreparedCall?> PrepareAsync(RunTicket ticket, InFlightRun read, bool wasHeld, CancellationToken cancel)
    {
        var shard = ticket.Shard;
        if (await ahead.DecideAsync(shard, read, wasHeld, cancel) is not { Run: { Status: RunStatus.Running } run } decided)
        {
            return null;
        }

        if (await (ticket.Failures == 0 ? agents.FindForCallAsync(run, wasHeld, cancel) : agents.FindAsync(run.AgentKey, cancel)) is not { Agent: var agent } stored)
        {
            await closer.CloseAsync(shard, run.Id, (r, now) => CallEnd.Uncalled(r, RunReason.AgentMissing, $"agent \"{r.Agent}\" no longer exists", ticket.Failures, ticket.Spent, now), cancel);
            return null;
        }

        if (run is { Attempts: 0, StartBy: { } latest } && latest < clock.GetUtcNow())
        {
            await closer.CloseAsync(shard, run.Id, (r, now) => r.End(RunStatus.Missed, RunReason.QueueFull, Opening.StayedFull, now) with { StartedAt = null }, cancel);
            return null;
        }

        if (!agent.Enabled)
        {
            await closer.CloseAsync(shard, run.Id, (r, now) => CallEnd.Uncalled(r, RunReason.AgentDisabled, $"agent \"{r.Agent}\" is disabled", ticket.Failures, ticket.Spent, now), cancel);
            return null;
        }

        if (await owners.LossAsync(agent, run, cancel) is { } loss)
        {
            await closer.CloseAsync(shard, run.Id, (r, now) => CallEnd.AccessLost(r, loss, ticket.Failures, ticket.Spent, now), cancel);
            await owners.Losses.DisableAsync(run with { Sentence = loss }, cancel);
            return null;
        }

        var calls = run.Attempts + 1; // exceeds the failures by more than 1 if a crash cut off a call, which is no failure of the agent
        var call = new AgentCall(run.Id, calls, run.Message!, run.Timeout ?? agent.Timeout, run.Settings)
        {
            ScheduleId = run.ScheduleId,
            ScheduleName = run.ScheduleName,
            DueTime = run.DueTime,
            Context = run.Context,
            MaxCostUsd = run.MaxCostUsd,
            TraceParent = ticket.TraceParent,
            Callback = agent.OffersCallbacks ? await callbacks.OfferAsync(shard, run.Id, cancel) : null,
        };
        var now = clock.GetUtcNow();
        if (run.Attempts == 0)
        {
            telemeter.Called(run, now);
            run = run with { StartedAt = now };
        }

        return new PreparedCall(decided with { Run = run with { Attempts = calls, Calls = ticket.Calls ?? run.Calls } }, agent, call, ticket.Failures, ticket.Spent)
        {
            BeginsAt = now,
            MostUsd = RetrySpending.MostOf(run.MaxCostUsd, run.AsksOwner, stored.Queue.TermsOf(run.Id), agent.Limits is { } limits ? Budget.Of(limits, stored.Queue.Spending, now).LeftUsd : null),
        };
    }
}
