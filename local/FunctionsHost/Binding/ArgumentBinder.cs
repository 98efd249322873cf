using AgentSched.FunctionsHost.Functions;

namespace AgentSched.FunctionsHost.Binding;

/// <summary>Makes the value of one parameter for one invocation.</summary>
internal delegate ValueTask<object?> ArgumentBinder(Invocation call);
