namespace AgentSched.Outbound.Agents;

/// <summary>A request that tells whether an agent is well and makes it do nothing.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Url">Where it goes.</param>
/// <param name="AnyAnswer">Whether every answer below 500 is a good one: somebody is there, and more cannot be asked of it.</param>
internal sealed record HealthProbe(HttpMethod Method, Uri Url, bool AnyAnswer = false)
{
    /// <summary>How long a probe may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public bool IsGood(int status) => AnyAnswer ? status < 500 : status is >= 200 and < 300;

    /// <summary>Whether the answer says that there is no such probe, so that the next one may be tried.</summary>
    public static bool IsElsewhere(int status) => status is >= 300 and < 500;
}
