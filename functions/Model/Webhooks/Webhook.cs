using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentSched.Base;
using AgentSched.Engine.Webhooks;
using AgentSched.Model.Activities;

namespace AgentSched.Model.Webhooks;

/// <summary>What a webhook tells of.</summary>
public enum WebhookEvent
{
    /// <summary>A run succeeded.</summary>
    Succeeded,

    /// <summary>A run failed, or took longer than it may.</summary>
    Failed,

    /// <summary>One or more occurrences of a schedule, one after the other, came due while nobody could start them.</summary>
    Missed,
}

/// <summary>An address that is told of an agent's runs. Its secret is stored nowhere: see <see cref="WebhookSecrets"/>.</summary>
/// <param name="Id">12 characters of a–z and 0–9; never changes.</param>
/// <param name="Url">Where events are posted; http or https, at most 2,000 characters.</param>
/// <param name="On">Which events; at least one, each once.</param>
/// <param name="Schedule">The id of the one schedule whose runs it is told of. Null: all runs of the agent.</param>
/// <param name="Description">For people, at most 100 characters. Null: none.</param>
/// <param name="Version">The number of its secret, from 1.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed partial record Webhook(
    string Id, Uri Url, IReadOnlyList<WebhookEvent> On, string? Schedule, string? Description, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Most webhooks of an agent: each is a row in the transaction that ends a run, and a run must end whatever is told of it.</summary>
    public const int MaxPerAgent = 10;

    public const int MaxUrlLength = 2000;
    public const int MaxDescriptionLength = 100;

    public static string NewId() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 12);

    /// <summary>Whether it is told of an event of a schedule's run, or of a run that has none.</summary>
    public bool Wants(WebhookEvent what, string? schedule) => On.Contains(what) && (Schedule is null || Schedule == schedule);

    /// <summary>What an entry of the feed is to webhooks; null: nothing.</summary>
    public static WebhookEvent? EventOf(ActivityType type) => type switch
    {
        ActivityType.RunCompleted => WebhookEvent.Succeeded,
        ActivityType.RunFailed => WebhookEvent.Failed,
        ActivityType.RunMissed => WebhookEvent.Missed,
        _ => null,
    };

    /// <summary>The column of an agent's row; empty: none.</summary>
    public static string ToColumn(IReadOnlyList<Webhook> webhooks) => webhooks.Count == 0 ? string.Empty : JsonSerializer.Serialize(webhooks, Json.Options);

    public static IReadOnlyList<Webhook> FromColumn(string? column) => string.IsNullOrEmpty(column) ? [] : JsonSerializer.Deserialize<Webhook[]>(column, Json.Options)!;

    [GeneratedRegex(@"^[a-z0-9]{12}\z", RegexOptions.CultureInvariant)]
    public static partial Regex IdShape();
}
