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
/// <param name="Tenant">Whose data it belongs to.</param>
/// <param name="Name"><c>[a-z0-9][a-z0-9._-]{0,62}</c>; unique in the tenant.</param>
/// <param name="Kind">How it is spoken to.</param>
/// <param name="Url">The base address; http or https.</param>
/// <param name="Owner">Who may change it.</param>
/// <param name="SharedWith">Who else may see and use it.</param>
/// <param name="MaxConcurrent">Most runs at once; 1–32, default 1.</param>
/// <param name="QueueDepth">Most runs that wait; 0–100, default 3.</param>
/// <param name="Timeout">Longest call; 1 s to 2 h, default 15 min.</param>
/// <param name="Secret">The name (never the value) of the setting <c>AgentSecrets:{name}</c> that is sent as a bearer token. Null: none.</param>
/// <param name="Enabled">Whether runs start.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Model">The model where the schedule names none; 1–200 characters. Null: the agent's own choice, which kind <c>openai</c> does not have.</param>
/// <param name="Prices">What tokens cost, for kind <c>openai</c>. Null: its answers bear no cost.</param>
/// <param name="Callbacks">Whether a 202 means that the agent calls back with its answer. Null: for kind <c>trinity</c>; any 2xx of a webhook is a success.</param>
/// <param name="Limits">What its runs may spend. Null: no limit.</param>
/// <param name="OnLimit">What becomes of a run that finds a limit reached.</param>
/// <param name="Version">The number of the edit, from 1; callers see it as the ETag.</param>
internal sealed record Agent(
    string Tenant,
    string Name,
    AgentKind Kind,
    Uri Url,
    string Owner,
    IReadOnlyList<string> SharedWith,
    int MaxConcurrent,
    int QueueDepth,
    TimeSpan Timeout,
    string? Secret,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? Model = null,
    TokenPrices? Prices = null,
    bool? Callbacks = null,
    Limits? Limits = null,
    OnLimit OnLimit = OnLimit.Reject,
    int Version = 1)
{
    /// <summary>Whether calls offer a callback.</summary>
    public bool OffersCallbacks => Callbacks ?? Kind == AgentKind.Trinity;

    public static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(2);
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(15);
    public const int DefaultMaxConcurrent = 1;
    public const int DefaultQueueDepth = 3;
}
