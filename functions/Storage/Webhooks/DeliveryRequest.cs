namespace AgentSched.Storage.Webhooks;

/// <summary>A queue message: an event that shall be posted to a webhook. Ids only, never payload; may arrive twice.</summary>
/// <param name="Shard">The partition of the delivery's row, for example <c>s07</c>.</param>
/// <param name="Delivery">Its id.</param>
public sealed record DeliveryRequest(string Shard, string Delivery);
