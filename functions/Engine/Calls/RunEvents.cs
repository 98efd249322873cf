namespace AgentSched.Engine.Calls;

/// <summary>External events that a run's orchestration waits for.</summary>
internal static class RunEvents
{
    /// <summary>The agent has called back, and its run is closed.</summary>
    public const string Answered = "answered";
}
