namespace AgentSched.Outbound.Guard;

/// <summary>The host of an agent has only addresses that agents may not have.</summary>
internal sealed class RefusedAddressException(string host) : IOException($"{host} has no address that agents may have")
{
    public string Host { get; } = host;
}
