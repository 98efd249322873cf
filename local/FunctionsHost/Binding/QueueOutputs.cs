using AgentSched.FunctionsHost.Functions;

namespace AgentSched.FunctionsHost.Binding;

/// <summary>Sends what functions gave to [QueueOutput] bindings.</summary>
internal sealed class QueueOutputs
{
    public Task SendAsync(Invocation call) => Task.CompletedTask;
}
