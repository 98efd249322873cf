namespace AgentSched.Quickstart;

/// <summary>Something that the reader of the console can put right; the message says how.</summary>
internal sealed class QuickstartException(string message, Exception? inner = null) : Exception(message, inner);
