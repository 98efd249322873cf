namespace AgentSched.Agents;

/// <summary>How an agent is spoken to.</summary>
public enum AgentKind
{
    /// <summary><c>POST {url}/api/task</c> with <c>{message, timeout_seconds, …}</c>; the answer carries log, cost and tokens.</summary>
    Trinity,
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
    DateTimeOffset UpdatedAt)
{
    public static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(2);
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(15);
    public const int DefaultMaxConcurrent = 1;
    public const int DefaultQueueDepth = 3;
}
