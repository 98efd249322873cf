using AgentSched.Model.Activities;
using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Schedules;

namespace AgentSched.Engine.Openings;

/// <summary>Agents and schedules as the runs decided so far leave them.</summary>
internal sealed class OpeningGroup(DateTimeOffset now, IEnumerable<StoredAgent> agents, IEnumerable<StoredSchedule> schedules)
{
    private readonly List<StoredAgent> _agents = [.. agents];
    private readonly List<StoredSchedule> _schedules = [.. schedules];

    public Dictionary<AgentKey, AgentQueue> Queues { get; } = agents.ToDictionary(KeyOf, a => a.Queue);

    /// <summary>New feed entries of each agent.</summary>
    public Dictionary<AgentKey, AgentFeedWriter> Feeds { get; } = agents.ToDictionary(KeyOf, a => new AgentFeedWriter(a));

    public Dictionary<string, Schedule> Schedules { get; } = schedules.ToDictionary(s => s.Schedule.Id, s => s.Schedule, StringComparer.Ordinal);

    public List<Run> Runs { get; } = [];

    public List<RunId> Superseded { get; } = [];

    /// <summary>Whether the changes do not fit into one transaction: if many runs end at once, their webhook deliveries add up.</summary>
    public bool IsTooMuch { get; set; }

    public IEnumerable<StoredAgent> ChangedAgents => _agents.Where(a => Queues[KeyOf(a)] != a.Queue || Feeds[KeyOf(a)].Any);

    public IEnumerable<StoredSchedule> ChangedSchedules => _schedules.Where(s => Schedules[s.Schedule.Id] != s.Schedule);

    /// <summary>
    /// Whether a decision rests on a cached row that the transaction does not change, and so does not check: a run is skipped,
    /// cancelled or refused because of a state that another process may have changed since.
    /// </summary>
    public bool RestsOnCache => _agents.Except(ChangedAgents).Any(a => a.IsRecalled) || _schedules.Except(ChangedSchedules).Any(s => s.IsRecalled);

    public static AgentKey KeyOf(StoredAgent stored) => stored.Agent.Key;

    public void Add(Opened opened)
    {
        Runs.Add(opened.Run);
        if (opened.Run.Status != RunStatus.Queued && Feeds.TryGetValue(opened.Run.AgentKey, out var feed))
        {
            feed.Add(RunActivity.Of(opened.Run, now));
        }

        Superseded.AddRange(opened.Supersedes);
        Queues[opened.Run.AgentKey] = opened.Queue;
        if (opened.Schedule is { } schedule)
        {
            Schedules[schedule.Id] = schedule;
        }
    }
}
