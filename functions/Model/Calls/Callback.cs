namespace AgentSched.Model.Calls;

/// <summary>Where an answer can be sent later.</summary>
/// <param name="Url">Takes the answer as the call would have.</param>
/// <param name="Token">Good for this run, and once.</param>
internal sealed record Callback(Uri Url, string Token);
