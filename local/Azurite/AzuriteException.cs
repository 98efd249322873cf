namespace AgentSched.Azurite;

/// <summary>Azurite could not be installed or started; the message says why and what to do.</summary>
public sealed class AzuriteException(string message, Exception? inner = null) : Exception(message, inner);
