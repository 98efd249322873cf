using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Transfer;

/// <summary>Exports schedules as a list that can be imported again.</summary>
public sealed class ExportEndpoints(AgentTable agents, ScheduleTable schedules)
{

    /// <summary>
    /// <c>GET /api/schedules/export?format=json|yaml&amp;agent=&amp;tag=</c>: schedules that the caller may change, by agent and name; each with its
    /// id and writable fields, without nulls.
    /// </summary>
    [Function(nameof(ExportSchedules))]
    public async Task<IResult> ExportSchedules(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "schedules/export")] HttpRequest request, CancellationToken cancel)
    {
        var (format, errors) = (request.One("format") ?? "json", FieldErrors.Of(request));
        if (format is not ("json" or "yaml"))
        {
            errors.Add("format", $"\"{format}\" is not one of json, yaml");
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var caller = Caller.Of(request);
        IReadOnlyList<Agent> among;
        if (request.One("agent") is { } name)
        {
            if (await agents.FindVisibleAsync(caller, name, cancel) is not { } one)
            {
                return Problem.NotFound($"agent \"{name}\"");
            }

            among = [one.Agent];
        }
        else
        {
            among = await agents.AllVisibleAsync(caller, cancel);
        }

        var tag = request.One("tag");
        var found = (await schedules.OfAsync(among, cancel))
            .Where(s => s.DeletedAt is null && caller.CanChange(s) && (tag is null || s.Tags.Any(t => ScheduleName.IsSame(t, tag))));
        var list = JsonSerializer.SerializeToElement(
            found.OrderBy(s => s.Agent, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Id, StringComparer.Ordinal).Select(Entry), Json.Options);
        return format == "yaml" ? Results.Text(YamlText.FromJson(list), "application/yaml", System.Text.Encoding.UTF8) : Results.Json(list, Json.Options);
    }

    /// <summary>A schedule as an entry of the list.</summary>
    internal static JsonObject Entry(Schedule schedule)
    {
        var entry = new JsonObject { ["agent"] = schedule.Agent, ["id"] = schedule.Id };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(ScheduleFields.Of(schedule), Json.Options)!.AsObject())
        {
            if (value is not null)
            {
                entry[name] = value.DeepClone();
            }
        }

        return entry;
    }
}
