using AgentSched.Api.Http;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Api.Runs;

/// <summary>Action of a bulk change of runs.</summary>
public enum RunBulkAction
{
    /// <summary>Runs that have not ended end as cancelled.</summary>
    Cancel,

    /// <summary>Runs that have ended are repeated, each as a new run.</summary>
    Replay,
}

/// <summary>A bulk change of runs, as requested.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Ids">The runs, by agent and id. Null: those that match the filter.</param>
/// <param name="Agent">Only runs of this agent. Null: of all. Only with the filter.</param>
/// <param name="Search">The filter. Null: ids are given.</param>
/// <param name="IsDry">Whether nothing is changed.</param>
internal sealed record RunBulk(RunBulkAction Action, IReadOnlyList<(string Agent, string Run)>? Ids, string? Agent, RunSearch? Search, bool IsDry)
{
    /// <summary>Upper bound of runs in one request.</summary>
    public const int MaxRuns = 200;

    /// <summary>Reads <c>{action, ids: [{agent, runId}] | filter: {agent, status, trigger, schedule, from, to, text}, dryRun?}</c>; adds errors to <paramref name="fields"/>.</summary>
    public static RunBulk Read(JsonFields fields)
    {
        var action = fields.Word<RunBulkAction>("action");
        var ids = fields.Entries("ids", MaxRuns, entry => (Agent: entry.Text("agent", required: true), Run: entry.Text("runId", required: true)));
        var filter = fields.Part("filter", ReadFilter);
        var isDry = fields.Flag("dryRun") ?? false;
        if (action is null && !fields.Errors.Has("action"))
        {
            fields.Errors.Add("action", "is required: cancel or replay");
        }

        if (ids is null == filter is null && !fields.Errors.Has("ids") && !fields.Errors.Has("filter"))
        {
            fields.Errors.Add(ids is null ? "ids" : "filter", $"is {(ids is null ? "required unless filter" : "not allowed if ids")} is given; send exactly one of the two");
        }

        return new RunBulk(
            action ?? default,
            ids?.Select(one => (one.Agent ?? string.Empty, one.Run ?? string.Empty)).Distinct().ToList(),
            filter?.Agent,
            filter is null ? null : filter.Search with { Statuses = Possible(action ?? default, filter.Search.Statuses) },
            isDry);
    }

    private static Filter ReadFilter(JsonFields fields)
    {
        var agent = fields.Text("agent");
        var statuses = fields.Words<RunStatus>("status") ?? [];
        var triggers = fields.Words<RunTrigger>("trigger") ?? [];
        var schedule = fields.Text("schedule", pattern: ScheduleId.Shape(), shape: "a schedule's id: 16 characters of a–z and 0–9");
        var (from, to) = (fields.Instant("from"), fields.Instant("to"));
        var text = fields.Text("text");
        if (to <= from)
        {
            fields.Errors.Add("to", "must be later than from");
        }

        return new Filter(agent, new RunSearch(statuses, triggers, from, to, schedule, string.IsNullOrEmpty(text) ? null : text));
    }

    /// <summary>The statuses to which the action applies, among those that were asked for (none: all).</summary>
    private static RunStatus[] Possible(RunBulkAction action, IReadOnlyList<RunStatus> asked) =>
        [.. Enum.GetValues<RunStatus>().Where(status => status.HasEnded() == (action == RunBulkAction.Replay) && (asked.Count == 0 || asked.Contains(status)))];

    private sealed record Filter(string? Agent, RunSearch Search);
}
