using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Schedules;

/// <summary>Action of a bulk change.</summary>
public enum BulkAction
{
    /// <summary>They fire from now on.</summary>
    Enable,

    /// <summary>They do not fire until they are enabled.</summary>
    Disable,

    /// <summary>They are deleted; each can be restored.</summary>
    Delete,
}

/// <summary>Changes many schedules with one request, each independently: if one cannot be changed, its item says so and the others are changed.</summary>
public sealed class BulkEndpoints(AgentTable agents, ScheduleTable schedules, ScheduleEditing editor, ILogger<BulkEndpoints> logger)
{
    /// <summary>Upper bound of schedules in one request.</summary>
    private const int MaxSchedules = 1000;


    /// <summary>
    /// <c>POST /api/schedules/bulk {action, tag | ids: [{agent, id}], note?, dryRun?}</c>: enables, disables or deletes schedules that the caller may
    /// change, at most 1,000; the answer has the outcome of each (<c>done</c>, <c>unchanged</c>, or the problem).
    /// </summary>
    [Function(nameof(ChangeManySchedules))]
    public async Task<IResult> ChangeManySchedules(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "schedules/bulk")] HttpRequest request, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var action = fields.Word<BulkAction>("action");
        var tag = fields.Text("tag", max: 50);
        var ids = fields.Entries("ids", MaxSchedules, entry => (Agent: entry.Text("agent", required: true), Id: entry.Text("id", required: true)));
        var note = fields.Text("note", max: PauseEndpoints.MaxNote);
        var dryRun = fields.Flag("dryRun") ?? false;
        if (action is null && !fields.Errors.Has("action"))
        {
            fields.Errors.Add("action", "is required: enable, disable or delete");
        }

        if (tag is null == ids is null && !fields.Errors.Has("tag") && !fields.Errors.Has("ids"))
        {
            fields.Errors.Add("tag", "is required unless ids is given; send exactly one of the two");
        }

        if (note is not null && action is not (BulkAction.Disable or null))
        {
            fields.Errors.Add("note", "is allowed only with disable");
        }

        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        var targets = ids?.Select(i => (i.Agent!, i.Id!)).Distinct().ToList() ?? await TaggedAsync(Caller.Of(request), tag!, cancel);
        var items = new List<object>();
        foreach (var (agent, id) in targets.Take(MaxSchedules))
        {
            items.Add(await OneAsync(request, agent, id, action!.Value, note, dryRun, cancel));
        }

        request.HttpContext.Response.Headers.Remove("ETag"); // the tag of one of the schedules
        return Results.Json(new { items, left = Math.Max(0, targets.Count - MaxSchedules) }, Json.Options);
    }

    private async Task<object> OneAsync(HttpRequest request, string agent, string id, BulkAction action, string? note, bool dryRun, CancellationToken cancel)
    {
        string? name = null;
        var changes = false;
        try
        {
            var result = await editor.ChangeAsync(
                request,
                agent,
                id,
                (found, now) =>
                {
                    var edit = action switch
                    {
                        BulkAction.Enable => PauseEndpoints.Enable(found, now),
                        BulkAction.Disable => PauseEndpoints.Disable(found, note, now),
                        _ => ScheduleEndpoints.Delete(found, now),
                    };
                    (name, changes) = (found.Schedule.Name, edit.Changed is not null);
                    return dryRun ? default : edit;
                },
                cancel,
                need: action == BulkAction.Enable ? Need.Change : Need.Stop);
            var refused = result as ProblemResult;
            return new { agent, id, name, outcome = refused is not null ? "refused" : changes ? "done" : "unchanged", status = refused?.Status, problem = refused?.Detail };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.BulkFailed(e, id); // the others are still processed
            return new { agent, id, name, outcome = "refused", status = (int?)StatusCodes.Status500InternalServerError, problem = (string?)"internal error; it is not known whether anything changed" };
        }
    }

    private async Task<IReadOnlyList<(string Agent, string Id)>> TaggedAsync(Caller caller, string tag, CancellationToken cancel)
    {
        var tagged = (await schedules.OfAsync(await agents.AllVisibleAsync(caller, cancel), cancel))
            .Where(s => s.DeletedAt is null && caller.CanChange(s) && s.Tags.Any(t => ScheduleName.IsSame(t, tag)));
        return [.. tagged.OrderBy(s => s.Agent, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal).Select(s => (s.Agent, s.Id))];
    }
}
