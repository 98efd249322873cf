using AgentSched.Model.Activities;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Schedules;

namespace AgentSched.Engine.Openings;

/// <summary>The state of agents and schedules while one run after the other is decided.</summary>
internal sealed class OpeningGroup(DateTimeOffset now, IEnumerable<StoredAgent> agents, IEnumerable<StoredSchedule> schedules)
{
    private readonly List<StoredAgent> _agents = [.. agents];
    private readonly List<StoredSchedule> _schedules = [.. schedules];

    public Dictionary<(string Tenant, string Agent), AgentQueue> Queues { get; } = agents.ToDictionary(KeyOf, a => a.Queue);

    /// <summary>What there is to tell of each agent.</summary>
    public Dictionary<(string Tenant, string Agent), AgentFeedWriter> Feeds { get; } = agents.ToDictionary(KeyOf, a => new AgentFeedWriter(a));

    public Dictionary<string, Schedule> Schedules { get; } = schedules.ToDictionary(s => s.Schedule.Id, s => s.Schedule, StringComparer.Ordinal);

    public List<Run> Runs { get; } = [];

    public List<RunId> Superseded { get; } = [];

    /// <summary>Whether all this does not fit into one transaction: where many runs end at once, what webhooks are told of each adds up.</summary>
    public bool IsTooMuch { get; set; }

    public IEnumerable<StoredAgent> ChangedAgents => _agents.Where(a => Queues[KeyOf(a)] != a.Queue || Feeds[KeyOf(a)].Any);

    public IEnumerable<StoredSchedule> ChangedSchedules => _schedules.Where(s => Schedules[s.Schedule.Id] != s.Schedule);

    /// <summary>
    /// Whether a remembered row was decided on that the transaction would not change, and so would not check: a run that is
    /// skipped, cancelled or refused because of what another process may have changed since.
    /// </summary>
    public bool RestsOnMemory => _agents.Except(ChangedAgents).Any(a => a.IsRecalled) || _schedules.Except(ChangedSchedules).Any(s => s.IsRecalled);

    public static (string Tenant, string Agent) KeyOf(StoredAgent stored) => (stored.Agent.Tenant, stored.Agent.Name);

    public void Add(Opened opened)
    {
        Runs.Add(opened.Run);
        if (opened.Run.Status != RunStatus.Queued && Feeds.TryGetValue((opened.Run.Tenant, opened.Run.Agent), out var feed))
        {
            feed.Add(RunActivity.Of(opened.Run, now));
        }

        Superseded.AddRange(opened.Supersedes);
        Queues[(opened.Run.Tenant, opened.Run.Agent)] = opened.Queue;
        if (opened.Schedule is { } schedule)
        {
            Schedules[schedule.Id] = schedule;
        }
    }
}
