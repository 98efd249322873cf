using AgentSched.Hosting.Protocol;

namespace AgentSched.Hosting.Workers;

/// <summary>A function failed in the worker. The message has the form that the Durable extension parses.</summary>
public sealed class FunctionFailedException : Exception
{
    internal FunctionFailedException(StatusResult result)
        : base($"Result: {result.Result}\nException: {result.Exception?.Message}\nStack: {result.Exception?.StackTrace}")
    {
    }
}
