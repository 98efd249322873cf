using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using AgentSched.Base;
using AgentSched.Model.Activities;

namespace AgentSched.Model.Webhooks;

/// <summary>Events that a webhook can receive.</summary>
public enum WebhookEvent
{
    /// <summary>A run succeeded.</summary>
    Succeeded,

    /// <summary>A run failed or timed out.</summary>
    Failed,

    /// <summary>One or more consecutive occurrences of a schedule were missed.</summary>
    Missed,
}

/// <summary>An address that receives events of an agent's runs. Its secret is not stored: see <c>WebhookSecrets</c>.</summary>
/// <param name="Id">12 characters of a–z and 0–9; never changes.</param>
/// <param name="Url">Address to which events are posted; http or https, at most 2,000 characters.</param>
/// <param name="On">The events that it receives; at least one, each once.</param>
/// <param name="Schedule">The id of the only schedule whose events it receives. Null: events of all runs of the agent.</param>
/// <param name="Description">For people, at most 100 characters. Null: none.</param>
/// <param name="Version">The version of its secret, from 1.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed partial record Webhook(
    string Id, Uri Url, IReadOnlyList<WebhookEvent> On, string? Schedule, string? Description, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Maximum number of webhooks per agent: each adds a row to the transaction that ends a run, and that transaction must not exceed its size limit.</summary>
    public const int MaxPerAgent = 10;

    /// <summary>Prefix of a secret's text.</summary>
    public const string SecretPrefix = "whsec_";

    public const int MaxUrlLength = 2000;
    public const int MaxDescriptionLength = 100;

    private const int IdLength = 12;
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>How long after a rotation the previous secret signs, too, so that receivers can change over without losing an event.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>When its secret was last replaced. Null: never.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>Hash of the request that created it under an idempotency key. Null: it had none.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Until when the previous secret signs, too. Null: it never had another.</summary>
    [JsonIgnore]
    public DateTimeOffset? PreviousSecretUntil => RotatedAt + Overlap;

    public static string NewId() => RandomNumberGenerator.GetString(IdAlphabet, IdLength);

    /// <summary>Derives the id from an idempotency key, so that a repeated request finds the webhook that the first one created.</summary>
    public static string IdOf(string tenant, string caller, string agent, string key) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes($"webhook/{tenant}/{caller}/{agent}/{key}"))[..IdLength].Select(one => IdAlphabet[one % IdAlphabet.Length]));

    /// <summary>The versions of its secret that sign an event now, the current one first.</summary>
    public IEnumerable<int> SigningVersions(DateTimeOffset now) => now < PreviousSecretUntil ? [Version, Version - 1] : [Version];

    /// <summary>Whether it receives an event of a run of this schedule, or of a run without a schedule (null).</summary>
    public bool Wants(WebhookEvent what, string? schedule) => On.Contains(what) && (Schedule is null || Schedule == schedule);

    /// <summary>The webhook event of a feed entry; null: none.</summary>
    public static WebhookEvent? EventOf(ActivityType type) => type switch
    {
        ActivityType.RunCompleted => WebhookEvent.Succeeded,
        ActivityType.RunFailed => WebhookEvent.Failed,
        ActivityType.RunMissed => WebhookEvent.Missed,
        _ => null,
    };

    /// <summary>Serializes webhooks for a column of the agent's row; empty: none.</summary>
    public static string ToColumn(IReadOnlyList<Webhook> webhooks) => webhooks.Count == 0 ? string.Empty : JsonSerializer.Serialize(webhooks, Json.Options);

    public static IReadOnlyList<Webhook> FromColumn(string? column) => string.IsNullOrEmpty(column) ? [] : JsonSerializer.Deserialize<Webhook[]>(column, Json.Options)!;

    [GeneratedRegex(@"^[a-z0-9]{12}\z", RegexOptions.CultureInvariant)]
    public static partial Regex IdShape();
}
