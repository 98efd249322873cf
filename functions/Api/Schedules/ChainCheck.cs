using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Schedules;

/// <summary>Checks a chain against the schedules that it names, when it is saved.</summary>
public sealed class ChainCheck(AgentTable agents, ScheduleTable schedules)
{
    /// <summary>The problem to answer if a chain is invalid. Null: it is valid. A chain that is unchanged is not checked again.</summary>
    /// <param name="caller">Who saves it.</param>
    /// <param name="changed">The schedule with the change.</param>
    /// <param name="before">The stored schedule. Null: it is new.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IResult?> ObjectionAsync(Caller caller, Schedule changed, Schedule? before, CancellationToken cancel) =>
        await ErrorsAsync(caller, changed, before, cancel) is { } errors ? Problem.Invalid(errors) : null;

    /// <summary>The errors of a chain, by field. Null: it is valid. A chain that is unchanged is not checked again.</summary>
    /// <param name="caller">Who saves it.</param>
    /// <param name="changed">The schedule with the change.</param>
    /// <param name="before">The stored schedule. Null: it is new.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="planned">Schedules that are saved together with it, with their changes, by id. Null: none.</param>
    internal async Task<FieldErrors?> ErrorsAsync(
        Caller caller, Schedule changed, Schedule? before, CancellationToken cancel, IReadOnlyDictionary<string, Schedule>? planned = null)
    {
        if (changed.Chain.Count == 0 || (before is not null && changed.Chain.SequenceEqual(before.Chain)))
        {
            return null;
        }

        // A chain that an admin saves for an owner must be visible to the owner, not only to the admin.
        var owner = caller.Name == changed.Owner ? caller : new Caller(changed.Tenant, changed.Owner, Role.User);
        var errors = new FieldErrors();
        foreach (var (index, link) in changed.Chain.Index())
        {
            if (link.Schedule != changed.Id && Planned(link) is null && await ObjectionAsync(changed.Tenant, link, owner, cancel) is { } objection)
            {
                errors.Add($"chain[{index}].schedule", objection);
            }
        }

        if (errors.Any)
        {
            return errors;
        }

        var problem = await ChainWalk.ProblemAsync(
            new ChainNode(changed.Id, changed.Name, changed.Chain), async link => Planned(link) ?? (await FindAsync(changed.Tenant, link, cancel) is var (next, _) ? NodeOf(next) : null));
        return problem is null ? null : errors.Add("chain", problem);

        ChainNode? Planned(ChainLink link) =>
            planned?.GetValueOrDefault(link.Schedule) is { } schedule && schedule.Agent == link.Agent ? NodeOf(schedule) : null;
    }

    /// <summary>The schedule, with a word about a target that is gone though no run has ended since. One or two requests for each link.</summary>
    internal async Task<Schedule> WithProblemAsync(Schedule schedule, CancellationToken cancel)
    {
        foreach (var link in schedule.ChainProblem is null ? schedule.Chain : [])
        {
            if (await FindAsync(schedule.Tenant, link, cancel) is null)
            {
                return schedule with { ChainProblem = $"{ChainLink.Gone(link.Agent, link.Schedule)}; nothing will run after this schedule's runs" };
            }
        }

        return schedule;
    }

    /// <summary>Why a chain may not name a schedule: its owner pays for what follows, so whoever saves the chain must be allowed to run it. Null: it may.</summary>
    private async Task<string?> ObjectionAsync(string tenant, ChainLink link, Caller caller, CancellationToken cancel) =>
        await FindAsync(tenant, link, cancel) is not var (schedule, agent) || !caller.CanSee(agent) || !caller.CanSee(schedule, agent) ? $"agent \"{link.Agent}\" has no schedule \"{link.Schedule}\", or {caller.Name} may not see it"
            : caller.CanChange(schedule) ? null
            : $"schedule \"{schedule.Name}\" belongs to {schedule.Owner}, and only {schedule.Owner} or an admin may have it run";

    private async Task<(Schedule Schedule, Agent Agent)?> FindAsync(string tenant, ChainLink link, CancellationToken cancel) =>
        await agents.FindAsync(tenant, link.Agent, cancel) is { Agent: var agent } && await schedules.FindAsync(agent.Key, link.Schedule, cancel) is { Schedule: { DeletedAt: null } schedule } ? (schedule, agent) : null;

    private static ChainNode NodeOf(Schedule schedule) => new(schedule.Id, schedule.Name, schedule.Chain);
}
