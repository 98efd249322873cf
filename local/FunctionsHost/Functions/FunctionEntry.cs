using System.Reflection;
using AgentSched.FunctionsHost.Binding;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.FunctionsHost.Functions;

/// <summary>One function, read once: what starts it, how its arguments are made, how it is called.</summary>
internal sealed class FunctionEntry(string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
{
    public string Name { get; } = name;

    public MethodInfo Method { get; } = method;

    public ParameterInfo TriggerParameter { get; } = triggerParameter;

    public TriggerBindingAttribute Trigger { get; } = trigger;

    public LocalFunctionDefinition Definition { get; } = new(name, method, trigger);

    public RetryPolicy? Retry { get; set; }

    public ArgumentBinder[] Arguments { get; set; } = [];

    public OutputBinder Outputs { get; set; } = OutputBinder.None;

    public MethodCall Call { get; } = MethodCaller.Compile(method);

    /// <summary>Null for a static method.</summary>
    public ObjectFactory? Create { get; } = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
}
