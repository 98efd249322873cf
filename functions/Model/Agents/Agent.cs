namespace AgentSched.Model.Agents;

/// <summary>Protocol of an agent.</summary>
public enum AgentKind
{
    /// <summary><c>POST {url}/api/task</c> with <c>{message, timeout_seconds, …}</c>; the answer carries log, cost and tokens.</summary>
    Trinity,

    /// <summary>Chat completions: <c>POST {url}/chat/completions</c> with <c>{model, messages}</c>; the cost is computed from the response's usage and the agent's prices.</summary>
    Openai,

    /// <summary>Our own JSON is posted to the URL itself; any 2xx is success, and the receiver is free in its response.</summary>
    Webhook,
}

/// <summary>An agent's registry entry: its address, how it is called, and who may use it.</summary>
internal sealed record Agent
{
    public static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(2);
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(15);
    public const int DefaultMaxConcurrent = 1;
    public const int DefaultQueueDepth = 3;

    /// <summary>The tenant that it belongs to.</summary>
    public required string Tenant { get; init; }

    /// <summary><c>[a-z0-9][a-z0-9._-]{0,62}</c>; unique in the tenant.</summary>
    public required string Name { get; init; }

    /// <summary>The id of this registration, see <see cref="AgentKey"/>. Empty: it was registered before ids existed.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>Identifies this registration.</summary>
    public AgentKey Key => new(Tenant, Name, Id);

    /// <summary>Its protocol.</summary>
    public AgentKind Kind { get; init; }

    /// <summary>The base address; http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>Who may change it.</summary>
    public required string Owner { get; init; }

    /// <summary>Who else may see and use it.</summary>
    public IReadOnlyList<string> SharedWith { get; init; } = [];

    /// <summary>Maximum number of concurrent runs; 1–32, default 1.</summary>
    public int MaxConcurrent { get; init; } = DefaultMaxConcurrent;

    /// <summary>Maximum number of waiting runs; 0–100, default 3.</summary>
    public int QueueDepth { get; init; } = DefaultQueueDepth;

    /// <summary>Timeout of one call; 1 s to 2 h, default 15 min.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>
    /// The name (never the value) of a secret of its tenant, the setting <c>AgentSecrets:{tenant}:{name}</c>, that is sent as a bearer token; only to hosts
    /// that <c>AgentSecretHosts:{tenant}:{name}</c> names. Set by the tenant's admins. Null: none.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>Whether runs start.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Default model if the schedule names none; 1–200 characters. Null: the agent chooses; kind <c>openai</c> cannot.</summary>
    public string? Model { get; init; }

    /// <summary>Token prices for kind <c>openai</c>. Null: its answers have no cost.</summary>
    public TokenPrices? Prices { get; init; }

    /// <summary>Whether a 202 means that the agent calls back with its answer. Null: for kind <c>trinity</c>; any 2xx of a webhook is a success.</summary>
    public bool? Callbacks { get; init; }

    /// <summary>Answers without text that count as success; kind <c>openai</c> only. Default: none.</summary>
    public IReadOnlyList<EmptyAnswer> AcceptedEmptyAnswers { get; init; } = [];

    /// <summary>Spending limits of its runs. Null: no limit.</summary>
    public SpendingLimits? Limits { get; init; }

    /// <summary>What happens to a run when a limit is reached.</summary>
    public OnLimit OnLimit { get; init; }

    /// <summary>The number of the edit, from 1; callers see it as the ETag.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Whether calls offer a callback.</summary>
    public bool OffersCallbacks => Callbacks ?? Kind == AgentKind.Trinity;
}
