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
    /// <summary>What to answer where a chain cannot be; null: it can. A chain that stays as it is stored is not asked again.</summary>
    /// <param name="caller">Who saves it.</param>
    /// <param name="changed">The schedule as it shall be.</param>
    /// <param name="before">As it is stored. Null: it is a new one.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IResult?> ObjectionAsync(Caller caller, Schedule changed, Schedule? before, CancellationToken cancel) =>
        await ErrorsAsync(caller, changed, before, cancel) is { } errors ? Problem.Invalid(errors) : null;

    /// <summary>The same as what is wrong by field; null: nothing.</summary>
    /// <param name="caller">As above.</param>
    /// <param name="changed">As above.</param>
    /// <param name="before">As above.</param>
    /// <param name="cancel">As above.</param>
    /// <param name="planned">Schedules that are saved together with it, as they shall be, by id. Null: none.</param>
    internal async Task<FieldErrors?> ErrorsAsync(
        Caller caller, Schedule changed, Schedule? before, CancellationToken cancel, IReadOnlyDictionary<string, Schedule>? planned = null)
    {
        if (changed.Chain.Count == 0 || (before is not null && changed.Chain.SequenceEqual(before.Chain)))
        {
            return null;
        }

        // What an admin saves for others must be within their reach, not only within the admin's.
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
