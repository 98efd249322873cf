using AgentSched.Model.Webhooks;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Webhooks;

/// <summary>Result of an edit of an agent's webhooks.</summary>
/// <param name="Webhooks">The new webhooks. Null: unchanged.</param>
/// <param name="Answer">The answer to the caller; a problem if nothing changes.</param>
internal readonly record struct WebhookEdit(IReadOnlyList<Webhook>? Webhooks, IResult Answer);
