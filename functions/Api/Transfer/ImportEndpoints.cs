using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
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
    /// <summary>Upper bound of the warnings in an answer.</summary>
    private const int MostWarnings = 20;

    /// <summary>
    /// <c>POST /api/schedules/import?mode=create|upsert&amp;dryRun=&amp;format=json|yaml|crontab&amp;agent=&amp;zone=</c>: creates schedules (create, the default) or also
    /// replaces existing ones (upsert). All entries are checked first; if one is invalid, nothing is imported. A schedule that has ended is imported as it is.
    /// </summary>
    [Function(nameof(ImportSchedules))]
    public async Task<IResult> ImportSchedules(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "schedules/import")] HttpRequest request, CancellationToken cancel)
    {
        var errors = FieldErrors.Of(request);
        var mode = Word(request, "mode", errors, "create", "upsert");
        var dryRun = Word(request, "dryRun", errors, "false", "true") == "true";
        var (format, agent, zone) = ReadFormat(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var (file, problem) = await ImportBody.ReadAsync(request, format, agent, zone, cancel);
        if (file is null)
        {
            return problem!;
        }

        var (caller, now) = (Caller.Of(request), clock.GetUtcNow());
        var visible = await agents.AllVisibleAsync(caller, cancel);
        var all = (await schedules.OfAsync(visible, cancel)).Where(s => s.DeletedAt is null).ToList();
        var stored = all.Where(caller.CanChange).ToList();
        var plan = new ImportPlan(file, caller, visible.ToDictionary(a => a.Name, StringComparer.Ordinal), stored, mode == "upsert", options.Value, now);
        var entries = plan.Read();
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
        return Results.Json(
            new
            {
                dryRun,
                items = entries.Zip(outcomes, (e, o) => new { e.Schedule.Agent, e.Schedule.Id, e.Schedule.Name, o.Outcome, o.Problem, ended = e.Schedule.Spec.NextAfter(now) is null }),
                file.Notes,
                warnings = Crowded(visible, all, entries, now),
            },
            Json.Options);
    }

    /// <summary>Warnings about seconds in which more schedules are due than their agents have room for.</summary>
    private static IEnumerable<string> Crowded(IReadOnlyList<Agent> agents, IReadOnlyList<Schedule> stored, IReadOnlyList<ImportEntry> entries, DateTimeOffset now)
    {
        var changed = entries.Where(e => !e.IsUnchanged).Select(e => e.Schedule.Id).ToHashSet(StringComparer.Ordinal);
        var after = entries.Select(e => e.Schedule).Concat(stored).DistinctBy(s => s.Id, StringComparer.Ordinal).ToLookup(s => s.Agent, StringComparer.Ordinal);
        return agents.SelectMany(agent => Crowding.Warnings(agent, after[agent.Name], changed, now)).Take(MostWarnings);
    }

    private async Task<(string Outcome, string? Problem)> CreateAsync(ImportEntry entry, DateTimeOffset now, CancellationToken cancel) =>
        await editor.ObjectionAsync(await editor.TryCreateAsync(entry.Schedule, now, cancel), entry.Schedule, cancel) is ProblemResult refused ? ("refused", refused.Detail) : ("created", null);

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
            cancel,
            mayHaveEnded: true);
        return result is ProblemResult refused ? ("refused", refused.Detail) : ("replaced", null);
    }

    private async Task CheckChainsAsync(Caller caller, IReadOnlyList<ImportEntry> entries, FieldErrors errors, CancellationToken cancel)
    {
        var planned = entries.ToDictionary(e => e.Schedule.Id, e => e.Schedule, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (await chains.ErrorsAsync(caller, entry.Schedule, entry.Before, cancel, planned) is { } wrong)
            {
                errors.AddAll(wrong, $"{entry.Place}.");
            }
        }
    }

    /// <summary>The format, and for a crontab the agent that its commands go to and the zone of entries that name none.</summary>
    private static (ImportFormat? Format, string? Agent, string? Zone) ReadFormat(HttpRequest request, FieldErrors errors)
    {
        var formats = request.Words<ImportFormat>("format", errors);
        if (formats.Count > 1)
        {
            errors.Add("format", "names several formats; a file has one");
        }

        if (errors.Has("format"))
        {
            return default; // what else is wrong depends on it
        }

        var format = formats is [var only] ? only : (ImportFormat?)null;
        var (agent, zone) = (request.One("agent"), request.One("zone"));
        if (format == ImportFormat.Crontab && agent is null)
        {
            errors.Add("agent", "is required with format=crontab: the agent that the commands go to");
        }

        foreach (var (name, value) in new[] { ("agent", agent), ("zone", zone) })
        {
            if (value is not null && format != ImportFormat.Crontab)
            {
                errors.Add(name, "is only for format=crontab; entries of a list name their own");
            }
        }

        return (format, agent, zone);
    }

    private static string Word(HttpRequest request, string name, FieldErrors errors, string first, string second)
    {
        var text = request.One(name) ?? first;
        if (text != first && text != second)
        {
            errors.Add(name, $"\"{text}\" is not one of {first}, {second}");
        }

        return text;
    }
}
