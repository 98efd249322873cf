namespace AgentSched.Model.Calls;

/// <summary>Address and token for a later answer.</summary>
/// <param name="Url">Accepts the answer in the format of a direct response.</param>
/// <param name="Token">Valid for this run, and once.</param>
internal sealed record Callback(Uri Url, string Token);
