using System.Text.RegularExpressions;
using AgentSched.Access;
using AgentSched.Http;

namespace AgentSched.Agents;

/// <summary>An agent as JSON: what a request may say, and what an answer tells.</summary>
internal static partial class AgentContract
{
    public const string NameShape = "a name of 1–63 characters of a–z, 0–9, and . _ - inside, beginning with a letter or digit";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    /// <summary>Reads an agent from a request; what is wrong is in <paramref name="fields"/> afterwards.</summary>
    /// <param name="fields">The body.</param>
    /// <param name="name">The name from the path; null where the body names it.</param>
    /// <param name="caller">Who becomes the owner of a new agent.</param>
    /// <param name="guard">Which addresses agents may have.</param>
    /// <param name="now">The moment of the request.</param>
    public static Agent Parse(JsonFields fields, string? name, Caller caller, NetworkGuard guard, DateTimeOffset now)
    {
        name ??= fields.Text("name", required: true, pattern: Name(), shape: NameShape);
        return new Agent(
            caller.Tenant,
            name ?? string.Empty,
            fields.Word<AgentKind>("kind") ?? AgentKind.Trinity,
            Url(fields, guard),
            caller.Name,
            fields.Texts("sharedWith", maxCount: 100, maxLength: 63) ?? [],
            fields.Whole("maxConcurrent", 1, 32) ?? Agent.DefaultMaxConcurrent,
            fields.Whole("queueDepth", 0, 100) ?? Agent.DefaultQueueDepth,
            fields.Duration("timeout", Agent.MinTimeout, Agent.MaxTimeout) ?? Agent.DefaultTimeout,
            fields.Text("secret", pattern: SecretName(), shape: "the name of a setting under AgentSecrets (letters, digits, _ and -)"),
            fields.Flag("enabled") ?? true,
            now,
            now);
    }

    public static object Answer(Agent agent, AgentQueue queue) => new
    {
        agent.Name,
        agent.Kind,
        agent.Url,
        agent.Owner,
        agent.SharedWith,
        agent.MaxConcurrent,
        agent.QueueDepth,
        agent.Timeout,
        agent.Secret,
        agent.Enabled,
        agent.CreatedAt,
        agent.UpdatedAt,
        running = queue.Running.Length,
        waiting = queue.Waiting.Length,
    };

    private static Uri Url(JsonFields fields, NetworkGuard guard)
    {
        var nowhere = new Uri("http://invalid.invalid/");
        if (fields.Text("url", required: true, max: 2000) is not { } text)
        {
            return nowhere;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            fields.Errors.Add("url", "must be an absolute http or https address");
            return nowhere;
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            fields.Errors.Add("url", "must have no user, query or fragment; it is the base that /api/task is appended to");
        }

        if (guard.Objection(url) is { } objection)
        {
            fields.Errors.Add("url", objection);
        }

        return url;
    }
}
