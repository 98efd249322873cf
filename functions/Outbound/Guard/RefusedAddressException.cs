namespace AgentSched.Outbound.Guard;

/// <summary>The host of an agent or a webhook has no allowed address.</summary>
internal sealed class RefusedAddressException(string host) : IOException($"{host} has no allowed address")
{
    public string Host { get; } = host;
}
