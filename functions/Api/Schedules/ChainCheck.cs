using AgentSched.Api.Http;
using AgentSched.Model.Access;
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
            if (link.Schedule != changed.Id && Planned(link) is null && await FindAsync(changed.Tenant, link, owner, cancel) is null)
            {
                errors.Add($"chain[{index}].schedule", $"agent \"{link.Agent}\" has no schedule \"{link.Schedule}\", or {owner.Name} may not see it");
            }
        }

        if (errors.Any)
        {
            return errors;
        }

        var problem = await ChainWalk.ProblemAsync(
            new ChainNode(changed.Id, changed.Name, changed.Chain), async link => Planned(link) ?? await FindAsync(changed.Tenant, link, asSeenBy: null, cancel));
        return problem is null ? null : errors.Add("chain", problem);

        ChainNode? Planned(ChainLink link) =>
            planned?.GetValueOrDefault(link.Schedule) is { } schedule && schedule.Agent == link.Agent ? new ChainNode(schedule.Id, schedule.Name, schedule.Chain) : null;
    }

    private async Task<ChainNode?> FindAsync(string tenant, ChainLink link, Caller? asSeenBy, CancellationToken cancel) =>
        await schedules.FindAsync(tenant, link.Agent, link.Schedule, cancel) is { Schedule: { DeletedAt: null } schedule }
        && (asSeenBy is null || (await agents.FindVisibleAsync(asSeenBy, link.Agent, cancel) is { } agent && asSeenBy.CanSee(schedule, agent.Agent)))
            ? new ChainNode(schedule.Id, schedule.Name, schedule.Chain)
            : null;
}
