namespace AgentSched.Outbound.Agents;

/// <summary>A request that checks an agent's health without giving it work.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Url">Where it goes.</param>
/// <param name="AnyAnswer">Whether every status below 500 is good: the address answers, and no more can be checked.</param>
internal sealed record HealthProbe(HttpMethod Method, Uri Url, bool AnyAnswer = false)
{
    /// <summary>Time limit of a probe.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public bool IsGood(int status) => AnyAnswer ? status < 500 : status is >= 200 and < 300;

    /// <summary>Whether the status means that this probe's URL does not exist, so that the next probe may be tried.</summary>
    public static bool IsElsewhere(int status) => status is >= 300 and < 500;
}
