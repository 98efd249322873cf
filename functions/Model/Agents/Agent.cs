namespace AgentSched.Model.Agents;

/// <summary>How an agent is spoken to.</summary>
public enum AgentKind
{
    /// <summary><c>POST {url}/api/task</c> with <c>{message, timeout_seconds, …}</c>; the answer carries log, cost and tokens.</summary>
    Trinity,

    /// <summary>Chat completions: <c>POST {url}/chat/completions</c> with <c>{model, messages}</c>; the answer's usage is turned into money by the agent's prices.</summary>
    Openai,

    /// <summary>Our own JSON is posted to the address itself; any 2xx is success, and what is answered is up to the receiver.</summary>
    Webhook,
}

/// <summary>An agent's registry entry: where it is, how it is called, who may use it.</summary>
internal sealed record Agent
{
    public static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(2);
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(15);
    public const int DefaultMaxConcurrent = 1;
    public const int DefaultQueueDepth = 3;

    /// <summary>Whose data it belongs to.</summary>
    public required string Tenant { get; init; }

    /// <summary><c>[a-z0-9][a-z0-9._-]{0,62}</c>; unique in the tenant.</summary>
    public required string Name { get; init; }

    /// <summary>How it is spoken to.</summary>
    public AgentKind Kind { get; init; }

    /// <summary>The base address; http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>Who may change it.</summary>
    public required string Owner { get; init; }

    /// <summary>Who else may see and use it.</summary>
    public IReadOnlyList<string> SharedWith { get; init; } = [];

    /// <summary>Most runs at once; 1–32, default 1.</summary>
    public int MaxConcurrent { get; init; } = DefaultMaxConcurrent;

    /// <summary>Most runs that wait; 0–100, default 3.</summary>
    public int QueueDepth { get; init; } = DefaultQueueDepth;

    /// <summary>Longest call; 1 s to 2 h, default 15 min.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>The name (never the value) of the setting <c>AgentSecrets:{name}</c> that is sent as a bearer token. Null: none.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether runs start.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The model where the schedule names none; 1–200 characters. Null: the agent's own choice, which kind <c>openai</c> does not have.</summary>
    public string? Model { get; init; }

    /// <summary>What tokens cost, for kind <c>openai</c>. Null: its answers bear no cost.</summary>
    public TokenPrices? Prices { get; init; }

    /// <summary>Whether a 202 means that the agent calls back with its answer. Null: for kind <c>trinity</c>; any 2xx of a webhook is a success.</summary>
    public bool? Callbacks { get; init; }

    /// <summary>What its runs may spend. Null: no limit.</summary>
    public Limits? Limits { get; init; }

    /// <summary>What becomes of a run that finds a limit reached.</summary>
    public OnLimit OnLimit { get; init; }

    /// <summary>The number of the edit, from 1; callers see it as the ETag.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Whether calls offer a callback.</summary>
    public bool OffersCallbacks => Callbacks ?? Kind == AgentKind.Trinity;
}
