using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Transfer;

/// <summary>Imports schedules that were exported.</summary>
public sealed class ImportEndpoints(AgentTable agents, ScheduleTable schedules, ScheduleEditing editor, ChainCheck chains, IOptions<ScheduleOptions> options, TimeProvider clock)
{

    /// <summary>
    /// <c>POST /api/schedules/import?mode=create|upsert&amp;dryRun=</c>, a list as JSON or YAML: creates schedules (create, the default) or also
    /// replaces existing ones (upsert). All entries are checked first; if one is invalid, nothing is imported.
    /// </summary>
    [Function(nameof(ImportSchedules))]
    public async Task<IResult> ImportSchedules(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "schedules/import")] HttpRequest request, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        var mode = Word(request, "mode", errors, "create", "upsert");
        var dryRun = Word(request, "dryRun", errors, "false", "true") == "true";
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var (bodies, problem) = await ImportBody.ReadAsync(request, cancel);
        if (bodies is null)
        {
            return problem!;
        }

        var (caller, now) = (Caller.Of(request), clock.GetUtcNow());
        var visible = await agents.AllVisibleAsync(caller, cancel);
        var stored = (await schedules.OfAsync(visible, cancel)).Where(s => s.DeletedAt is null && caller.CanChange(s)).ToList();
        var plan = new ImportPlan(caller, visible.ToDictionary(a => a.Name, StringComparer.Ordinal), stored, mode == "upsert", options.Value, now);
        var entries = plan.Read(bodies);
        if (!plan.Errors.Any)
        {
            await CheckChainsAsync(caller, entries, plan.Errors, cancel);
        }

        if (plan.Errors.Any)
        {
            return Problem.Invalid(plan.Errors);
        }

        var total = stored.Count(s => s.Owner == caller.Name) + entries.Count(e => e.Before is null);
        if (entries.Any(e => e.Before is null) && total > options.Value.MaxSchedulesPerOwner)
        {
            return Problem.Conflict($"you would have {total} schedules; at most {options.Value.MaxSchedulesPerOwner} are allowed (AgentSched:MaxSchedulesPerOwner)");
        }

        // New ones first: chains of replaced ones may lead to them.
        var outcomes = new (string Outcome, string? Problem)[entries.Count];
        foreach (var (index, entry) in entries.Index().OrderBy(e => e.Item.Before is not null))
        {
            outcomes[index] = dryRun ? (entry.Before is null ? "created" : entry.IsUnchanged ? "unchanged" : "replaced", null)
                : entry.Before is null ? await CreateAsync(entry, now, cancel)
                : await ReplaceAsync(request, plan, entry, cancel);
        }

        request.HttpContext.Response.Headers.Remove("ETag"); // the tag of one of the schedules
        return Results.Json(new { dryRun, items = entries.Zip(outcomes, (e, o) => new { e.Schedule.Agent, e.Schedule.Id, e.Schedule.Name, o.Outcome, o.Problem }) }, Json.Options);
    }

    private async Task<(string Outcome, string? Problem)> CreateAsync(ImportEntry entry, DateTimeOffset now, CancellationToken cancel) =>
        editor.Objection(await editor.TryCreateAsync(entry.Schedule, now, cancel), entry.Schedule) is ProblemResult refused ? ("refused", refused.Detail) : ("created", null);

    private async Task<(string Outcome, string? Problem)> ReplaceAsync(HttpRequest request, ImportPlan plan, ImportEntry entry, CancellationToken cancel)
    {
        if (entry.IsUnchanged)
        {
            return ("unchanged", null);
        }

        var result = await editor.ChangeAsync(
            request,
            entry.Schedule.Agent,
            entry.Schedule.Id,
            (found, _) => plan.Again(entry, found.Schedule) is { } again ? new Edit(again) : new Edit(Changed: null, Problem.Conflict("it changed meanwhile, and the entry is no longer valid for it")),
            cancel);
        return result is ProblemResult refused ? ("refused", refused.Detail) : ("replaced", null);
    }

    private async Task CheckChainsAsync(Caller caller, IReadOnlyList<ImportEntry> entries, FieldErrors errors, CancellationToken cancel)
    {
        var planned = entries.ToDictionary(e => e.Schedule.Id, e => e.Schedule, StringComparer.Ordinal);
        foreach (var (index, entry) in entries.Index())
        {
            if (await chains.ErrorsAsync(caller, entry.Schedule, entry.Before, cancel, planned) is { } wrong)
            {
                errors.AddAll(wrong, $"[{index}].");
            }
        }
    }

    private static string Word(HttpRequest request, string name, FieldErrors errors, string first, string second)
    {
        var text = request.Query[name] is [{ Length: > 0 } given] ? given : first;
        if (text != first && text != second)
        {
            errors.Add(name, $"\"{text}\" is not one of {first}, {second}");
        }

        return text;
    }
}
