using System.Text.Json;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Schedules;
using AgentSched.Model.Webhooks;
using AgentSched.Outbound.Guard;

namespace AgentSched.Api.Webhooks;

/// <summary>A webhook as JSON: the request's fields and the answer.</summary>
internal static class WebhookJson
{
    private static readonly IReadOnlyDictionary<string, WebhookEvent> Events =
        Enum.GetValues<WebhookEvent>().ToDictionary(what => JsonNamingPolicy.CamelCase.ConvertName(what.ToString()), StringComparer.Ordinal);

    /// <summary>Reads a webhook from a request; adds errors to <paramref name="fields"/>, and then the result is invalid.</summary>
    /// <param name="fields">The body, or the stored webhook with a patch applied.</param>
    /// <param name="before">The webhook that is changed. Null: it is a new one.</param>
    /// <param name="guard">Decides which addresses are allowed, as for agents.</param>
    /// <param name="now">Time of the request.</param>
    /// <param name="id">The id of a new one.</param>
    public static Webhook Parse(JsonFields fields, Webhook? before, NetworkGuard guard, DateTimeOffset now, string id)
    {
        fields.ReadOnly("id", "createdAt", "updatedAt", "previousSecretUntil");
        var url = Url(fields, guard);
        var on = On(fields);
        var schedule = fields.Text("schedule", pattern: ScheduleId.Shape(), shape: "the id of a schedule");
        var description = fields.Text("description", max: Webhook.MaxDescriptionLength);
        if (description is not null && Texts.Invisible(description) is { } character)
        {
            fields.Errors.Add("description", $"has the character {character}, which cannot be seen");
        }

        return (before ?? new Webhook(id, url, on, schedule, description, Version: 1, now, now)) with { Url = url, On = on, Schedule = schedule, Description = description, UpdatedAt = now };
    }

    /// <summary>Current values of the writable fields: the base of a patch.</summary>
    public static object Written(Webhook webhook) => new { webhook.Url, webhook.On, webhook.Schedule, webhook.Description };

    public static object Answer(Webhook webhook) => new { webhook.Id, webhook.Url, webhook.On, webhook.Schedule, webhook.Description, webhook.CreatedAt, webhook.UpdatedAt, webhook.PreviousSecretUntil };

    /// <summary>The answer with the secret, for the answers that show it.</summary>
    public static object Answer(Webhook webhook, string secret) =>
        new { webhook.Id, webhook.Url, webhook.On, webhook.Schedule, webhook.Description, webhook.CreatedAt, webhook.UpdatedAt, webhook.PreviousSecretUntil, secret };

    private static WebhookEvent[] On(JsonFields fields)
    {
        var words = fields.Texts("on", maxCount: Events.Count, maxLength: 20);
        if (words is null or [] && !fields.Errors.Has("on"))
        {
            fields.Errors.Add("on", $"is required: at least one of {string.Join(", ", Events.Keys)}");
        }

        foreach (var (index, word) in (words ?? []).Index().Where(w => !Events.ContainsKey(w.Item)))
        {
            fields.Errors.Add($"on[{index}]", $"\"{word}\" is not one of {string.Join(", ", Events.Keys)}");
        }

        return [.. (words ?? []).Where(Events.ContainsKey).Select(word => Events[word]).Distinct().Order()];
    }

    private static Uri Url(JsonFields fields, NetworkGuard guard)
    {
        var nowhere = new Uri("http://invalid.invalid/");
        if (fields.Text("url", required: true, max: Webhook.MaxUrlLength) is not { } text)
        {
            return nowhere;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            fields.Errors.Add("url", "must be an absolute http or https address");
            return nowhere;
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            fields.Errors.Add("url", "must have no user and no fragment; events are signed, so the receiver knows who sends them");
        }

        if (url.AbsoluteUri.Length > Webhook.MaxUrlLength && text.Length <= Webhook.MaxUrlLength)
        {
            fields.Errors.Add("url", $"has {url.AbsoluteUri.Length} characters once it is escaped; at most {Webhook.MaxUrlLength} are allowed");
        }

        if (guard.Objection(url) is { } objection)
        {
            fields.Errors.Add("url", objection);
        }

        return new Uri(url.AbsoluteUri); // as it is stored
    }
}
