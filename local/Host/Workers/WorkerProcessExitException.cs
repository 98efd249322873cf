namespace AgentSched.Hosting.Workers;

/// <summary>The worker ended while an invocation was in flight. The Durable extension knows the name of this type and repeats the work.</summary>
public sealed class WorkerProcessExitException(string message) : Exception(message);
