namespace AgentSched.Storage.Webhooks;

/// <summary>Queue message: an event to post to a webhook. Ids only, never payload; may be delivered twice.</summary>
/// <param name="Shard">The partition of the delivery's row, for example <c>s07</c>.</param>
/// <param name="Delivery">The delivery's id.</param>
public sealed record DeliveryRequest(string Shard, string Delivery);
