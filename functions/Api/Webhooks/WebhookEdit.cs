using AgentSched.Model.Webhooks;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Webhooks;

/// <summary>What becomes of an agent's webhooks.</summary>
/// <param name="Webhooks">As they shall be. Null: they stay.</param>
/// <param name="Answer">What the caller is told; a refusal where nothing changes.</param>
internal readonly record struct WebhookEdit(IReadOnlyList<Webhook>? Webhooks, IResult Answer);
