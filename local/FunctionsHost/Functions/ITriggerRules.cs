using System.Reflection;
using AgentSched.FunctionsHost.Binding;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace AgentSched.FunctionsHost.Functions;

/// <summary>What one kind of trigger asks of a function.</summary>
internal interface ITriggerRules
{
    bool Handles(TriggerBindingAttribute trigger);

    /// <returns>Null after <paramref name="problem"/> was told why not.</returns>
    ArgumentBinder? Bind(FunctionEntry function, ParameterInfo parameter, Action<string> problem);

    /// <summary>Schedule, queue name, route and the like.</summary>
    void Check(FunctionEntry function, Action<string> problem);
}
