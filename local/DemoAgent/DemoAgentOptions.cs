namespace AgentSched.Demo;

/// <summary>How a demo agent is started.</summary>
public sealed record DemoAgentOptions
{
    /// <summary>The loopback port; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Awaited after a task was recorded and before it is answered: a test holds or watches a call here. An exception becomes a 500.</summary>
    public Func<DemoCall, Task>? OnTask { get; init; }
}
