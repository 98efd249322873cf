namespace AgentSched.Quickstart;

/// <summary>An error that the user can fix; the message says how.</summary>
internal sealed class QuickstartException(string message, Exception? inner = null) : Exception(message, inner);
