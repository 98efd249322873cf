using System.Collections.Immutable;
using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>An agent as a row: the columns that callers edit, its queue and totals, the last number of its feed, its webhooks.</summary>
internal static class AgentRow
{
    /// <summary>Costs of the last runs that kept to their maxima. Absent in rows of earlier versions: the agent has yet to show it.</summary>
    private const string AdherenceColumn = "Adherence";

    public static TableEntity None(Agent agent, string shard) => new(shard, Keys.Agent(agent.Tenant, agent.Name));

    /// <summary>The columns that a run's opening or closing changes.</summary>
    public static TableEntity Queue(Agent agent, AgentQueue queue, string shard)
    {
        var row = None(agent, shard);
        row["Running"] = string.Join(' ', queue.Running);
        row["Waiting"] = string.Join(' ', queue.Waiting);
        row["Terms"] = RunTerms.ToColumn(queue.Terms);
        row[AdherenceColumn] = queue.Adherence.Costs;
        queue.Spending.Write(row);
        return row;
    }

    /// <summary>The column that the record of a refused request changes.</summary>
    public static TableEntity Refused(Agent agent, DateTimeOffset now, string shard)
    {
        var row = None(agent, shard);
        row["RefusedAt"] = now;
        return row;
    }

    public static TableEntity Webhooks(StoredAgent agent, IReadOnlyList<Webhook> webhooks, string shard)
    {
        var row = None(agent.Agent, shard);
        row["Webhooks"] = Webhook.ToColumn(webhooks);
        return row;
    }

    /// <summary>The whole row of a newly registered agent.</summary>
    public static TableEntity New(Agent agent, string shard)
    {
        var row = Entry(agent, shard);
        (row["Running"], row["Waiting"]) = (string.Empty, string.Empty);
        return row;
    }

    /// <summary>The columns that callers edit. Empty stands for none: a merge leaves columns without a value unchanged.</summary>
    public static TableEntity Entry(Agent agent, string shard) => new(shard, Keys.Agent(agent.Tenant, agent.Name))
    {
        ["Tenant"] = agent.Tenant,
        ["Name"] = agent.Name,
        ["Id"] = agent.Id.OrNull(),
        ["Kind"] = agent.Kind.ToString(),
        ["Url"] = agent.Url.AbsoluteUri,
        ["Owner"] = agent.Owner,
        ["SharedWith"] = agent.SharedWith.ToColumn() ?? string.Empty,
        ["MaxConcurrent"] = agent.MaxConcurrent,
        ["QueueDepth"] = agent.QueueDepth,
        ["TimeoutMs"] = (long)agent.Timeout.TotalMilliseconds,
        ["Secret"] = agent.Secret ?? string.Empty,
        ["Enabled"] = agent.Enabled,
        ["Model"] = agent.Model ?? string.Empty,
        ["Callbacks"] = agent.Callbacks?.ToString() ?? string.Empty,
        ["AcceptedEmptyAnswers"] = string.Join(' ', agent.AcceptedEmptyAnswers),
        ["PriceInUsd"] = ((decimal?)agent.Prices?.InUsd).ToColumn() ?? string.Empty,
        ["PriceOutUsd"] = ((decimal?)agent.Prices?.OutUsd).ToColumn() ?? string.Empty,
        ["Limits"] = SpendingLimits.ToColumn(agent.Limits),
        ["OnLimit"] = agent.OnLimit.ToString(),
        ["CreatedAt"] = agent.CreatedAt,
        ["UpdatedAt"] = agent.UpdatedAt,
        ["Version"] = agent.Version,
    };

    /// <summary>The row that names a deleted agent, until what belongs to it is purged.</summary>
    public static TableEntity Former(Agent agent, DateTimeOffset now, string shard) => new(shard, Keys.FormerAgent(agent.Key))
    {
        ["Tenant"] = agent.Tenant,
        ["Name"] = agent.Name,
        ["Id"] = agent.Id.OrNull(),
        ["DeletedAt"] = now,
    };

    /// <summary>The agent of a row, deleted or not, and when it was deleted. Null: it was not.</summary>
    public static (AgentKey Agent, DateTimeOffset? DeletedAt) ReadKey(TableEntity row) =>
        (new AgentKey(row.Text("Tenant"), row.Text("Name"), row.GetString("Id") ?? string.Empty), row.GetDateTimeOffset("DeletedAt"));

    /// <summary>The columns that callers edit. What another agent has shown does not count for the one that takes its place.</summary>
    public static TableEntity Entry(Agent agent, Agent before, string shard)
    {
        var row = Entry(agent, shard);
        if (agent.Kind != before.Kind || agent.Url != before.Url)
        {
            row[AdherenceColumn] = string.Empty;
        }

        if (agent.Owner != before.Owner)
        {
            row["Webhooks"] = string.Empty; // their receivers are the former owner's
        }

        return row;
    }

    public static StoredAgent Read(TableEntity row) => new(
        new Agent
        {
            Tenant = row.Text("Tenant"),
            Name = row.Text("Name"),
            Id = row.GetString("Id") ?? string.Empty,
            Kind = row.Word<AgentKind>("Kind"),
            Url = new Uri(row.Text("Url")),
            Owner = row.Text("Owner"),
            SharedWith = row.List("SharedWith"),
            MaxConcurrent = row.Int("MaxConcurrent"),
            QueueDepth = row.Int("QueueDepth"),
            Timeout = row.Duration("TimeoutMs") ?? Agent.DefaultTimeout,
            Secret = OrNull(row, "Secret"),
            Enabled = row.Flag("Enabled"),
            CreatedAt = row.Time("CreatedAt"),
            UpdatedAt = row.Time("UpdatedAt"),
            Model = OrNull(row, "Model"),
            Prices = OrNull(row, "PriceInUsd") is null ? null : new TokenPrices(row.Usd("PriceInUsd") ?? 0, row.Usd("PriceOutUsd") ?? 0),
            Callbacks = OrNull(row, "Callbacks") is { } callbacks ? bool.Parse(callbacks) : null,
            AcceptedEmptyAnswers = [.. (row.GetString("AcceptedEmptyAnswers") ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<EmptyAnswer>)],
            Limits = SpendingLimits.FromColumn(OrNull(row, "Limits")),
            OnLimit = row.Word("OnLimit", OnLimit.Reject),
            Version = row.GetInt32("Version") ?? 1,
        },
        new AgentQueue(Ids(row, "Running"), Ids(row, "Waiting"))
        {
            Spending = AgentSpending.Read(row),
            Adherence = new Adherence(row.GetString(AdherenceColumn) ?? string.Empty),
            Terms = RunTerms.FromColumn(row.GetString("Terms")),
        },
        row.ETag)
    {
        LastActivity = row.Long("ActivitySeq"),
        RefusedAt = row.GetDateTimeOffset("RefusedAt"),
        Webhooks = Webhook.FromColumn(row.GetString("Webhooks")),
    };

    private static string? OrNull(TableEntity row, string column) => row.GetString(column) is { Length: > 0 } text ? text : null;

    private static ImmutableArray<RunId> Ids(TableEntity row, string column) =>
        [.. (row.GetString(column) ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(RunId.Parse)];
}
