namespace AgentSched.Model.Runs;

/// <summary>A caller's idempotency key.</summary>
/// <param name="Text">The key, with the scope in which it is unique.</param>
/// <param name="BodyHash">Hash of the request's body: a repeat has the same.</param>
/// <param name="EarlierHash">Hash of the same body as earlier releases stored it. Null: there is none.</param>
internal sealed record RequestKey(string Text, string BodyHash, string? EarlierHash = null);
