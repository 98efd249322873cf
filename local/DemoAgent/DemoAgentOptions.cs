namespace AgentSched.Demo;

/// <summary>Options of a demo agent.</summary>
public sealed record DemoAgentOptions
{
    /// <summary>The loopback port; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Awaited after a task was recorded and before it is answered, so that a test can delay or observe a call. An exception becomes a 500.</summary>
    public Func<DemoCall, Task>? OnTask { get; init; }
}
