using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;

namespace AgentSched.Api.Transfer;

/// <summary>
/// Plans an import before anything is written. An entry replaces the schedule with the id that it was exported with, or else the caller's own
/// schedule of that name. New schedules get new ids; chains within the list are relinked to them.
/// </summary>
/// <param name="file">What is imported.</param>
/// <param name="caller">Who imports.</param>
/// <param name="agents">The agents that the caller may use, by name.</param>
/// <param name="stored">The schedules that the caller may change.</param>
/// <param name="upsert">Whether entries may replace schedules.</param>
/// <param name="options">The deployment's limits.</param>
/// <param name="now">Time of the request.</param>
internal sealed class ImportPlan(
    ImportFile file, Caller caller, IReadOnlyDictionary<string, Agent> agents, IReadOnlyList<Schedule> stored, bool upsert, ScheduleOptions options, DateTimeOffset now)
{
    private readonly Dictionary<string, string> _newIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Schedule> _own = stored.Where(s => s.Owner == caller.Name).DistinctBy(s => ScheduleName.Fold(s.Name), StringComparer.Ordinal)
        .ToDictionary(s => ScheduleName.Fold(s.Name), StringComparer.Ordinal);

    /// <summary>Errors by entry and field; first those of the file.</summary>
    public FieldErrors Errors { get; } = file.Errors;

    /// <summary>Reads all entries. If there are <see cref="Errors"/>, the result is invalid.</summary>
    public IReadOnlyList<ImportEntry> Read()
    {
        var read = file.Entries.Select(entry => ReadOne(entry.Body, entry.Place)).ToList(); // all of them, before chains are relinked: the first chain may lead to the last entry
        var entries = read.OfType<ImportEntry>().Select(e => e with { Schedule = Relinked(e.Schedule) }).ToList();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var replaced = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var (place, key) = (entry.Place, $"{entry.Schedule.Owner} {ScheduleName.Fold(entry.Schedule.Name)}");
            if (entry.Before is { } before && !replaced.TryAdd(before.Id, place))
            {
                Errors.Add(place, $"replaces the same schedule as {replaced[before.Id]}");
            }
            else if (!names.TryAdd(key, place))
            {
                Errors.Add($"{place}.name", $"\"{entry.Schedule.Name}\" is already the name of {names[key]}");
            }
            else if (_own.TryGetValue(ScheduleName.Fold(entry.Schedule.Name), out var taken) && entry.Schedule.Owner == caller.Name && taken.Id != entry.Schedule.Id
                && !entries.Exists(e => e.Before?.Id == taken.Id))
            {
                Errors.Add($"{place}.name", $"you already have a schedule \"{taken.Name}\"{(upsert ? string.Empty : "; mode=upsert replaces it")}");
            }
        }

        return entries;
    }

    /// <summary>Applies the entry again, to the schedule as it is now. Null: it is no longer valid.</summary>
    public Schedule? Again(ImportEntry entry, Schedule before)
    {
        using var fields = Open(entry.Body, out _, out _);
        var schedule = ScheduleJson.Parse(fields, before, before.Id, caller, agents[before.Agent], options, now, mayHaveEnded: true);
        return fields.Finish() is null ? Relinked(schedule!) : null;
    }

    private ImportEntry? ReadOne(byte[] body, string place)
    {
        using var fields = Open(body, out var agentName, out var id);
        if (agentName is not null && !agents.ContainsKey(agentName))
        {
            fields.Errors.Add("agent", $"agent \"{agentName}\" does not exist, or you may not see it");
        }

        var agent = agents.GetValueOrDefault(agentName ?? string.Empty) ?? Anyone(agentName ?? "agent"); // so that its other errors are reported, too
        var before = upsert ? Find(body, agent.Name, id, fields.Errors) : null;
        var schedule = ScheduleJson.Parse(fields, before, ScheduleId.Random(), caller, agent, options, now, mayHaveEnded: true);
        fields.Finish();
        Errors.AddAll(fields.Errors, $"{place}.");

        if (fields.Errors.Any || schedule is null)
        {
            return null;
        }

        if (id is not null)
        {
            _newIds[id] = schedule.Id;
        }

        return new ImportEntry(place, body, schedule, before);
    }

    private Schedule? Find(byte[] body, string agent, string? id, FieldErrors errors)
    {
        if (stored.FirstOrDefault(s => s.Agent == agent && s.Id == id) is { } same)
        {
            return same;
        }

        using var fields = JsonBody.Fields(body);
        if (fields.Text("name") is not { } name || !_own.TryGetValue(ScheduleName.Fold(name), out var named))
        {
            return null;
        }

        if (named.Agent == agent)
        {
            return named;
        }

        errors.Add("agent", $"your schedule \"{named.Name}\" runs agent \"{named.Agent}\"; a schedule cannot change its agent");
        return null;
    }

    private Schedule Relinked(Schedule schedule) => schedule with { Chain = [.. schedule.Chain.Select(link => link with { Schedule = _newIds.GetValueOrDefault(link.Schedule, link.Schedule) })] };

    private static JsonFields Open(byte[] body, out string? agent, out string? id)
    {
        var fields = JsonBody.Fields(body);
        agent = fields.Text("agent", required: true);
        id = fields.Text("id");
        return fields;
    }

    private Agent Anyone(string name) => new()
    {
        Tenant = caller.Tenant,
        Name = name,
        Url = new Uri("http://invalid.invalid/"),
        Owner = caller.Name,
        Timeout = Agent.MaxTimeout,
        CreatedAt = now,
        UpdatedAt = now,
    };
}
