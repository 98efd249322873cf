using System.Reflection;
using AgentSched.FunctionsHost.Binding;
using AgentSched.FunctionsHost.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace AgentSched.FunctionsHost.Durable;

/// <summary>What orchestrator and activity functions may look like.</summary>
internal sealed class DurableRules : ITriggerRules
{
    public List<FunctionEntry> Orchestrators { get; } = [];

    public List<FunctionEntry> Activities { get; } = [];

    public static string NameOf(FunctionEntry function) => function.Trigger switch
    {
        OrchestrationTriggerAttribute { Orchestration: { Length: > 0 } name } => name,
        ActivityTriggerAttribute { Activity: { Length: > 0 } name } => name,
        _ => function.Name,
    };

    public bool Handles(TriggerBindingAttribute trigger) => trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute;

    public ArgumentBinder? Bind(FunctionEntry function, ParameterInfo parameter, Action<string> problem)
    {
        if (CommonBinders.Refusal(parameter) is { } refusal)
        {
            problem(refusal);
            return null;
        }

        return function.Trigger is ActivityTriggerAttribute
            ? parameter == function.TriggerParameter ? Input(parameter.ParameterType) : TextConverter.Named(parameter)
            : Orchestrator(function, parameter, problem);
    }

    public void Check(FunctionEntry function, Action<string> problem)
    {
        var (kind, all) = function.Trigger is ActivityTriggerAttribute ? ("activity", Activities) : ("orchestration", Orchestrators);
        if (all.Find(other => string.Equals(NameOf(other), NameOf(function), StringComparison.OrdinalIgnoreCase)) is { } twin)
        {
            problem($"the {kind} {NameOf(function)} is also function {twin.Name}");
        }

        all.Add(function);
    }

    private static ArgumentBinder? Orchestrator(FunctionEntry function, ParameterInfo parameter, Action<string> problem)
    {
        if (parameter.ParameterType == typeof(TaskOrchestrationContext))
        {
            return call => new(((OrchestrationTurn)call.Trigger).Context);
        }

        if (parameter == function.TriggerParameter)
        {
            problem($"[OrchestrationTrigger] on a {parameter.ParameterType.Name} is not supported here (local/README.md); put it on TaskOrchestrationContext");
            return null;
        }

        var read = typeof(DurableRules).GetMethod(nameof(OrchestrationInput), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(parameter.ParameterType).CreateDelegate<Func<TaskOrchestrationContext, object?>>();
        return call => new(read(((OrchestrationTurn)call.Trigger).Context));
    }

    private static object? OrchestrationInput<T>(TaskOrchestrationContext context) => context.GetInput<T>();

    private static ArgumentBinder Input(Type type) => call =>
    {
        var input = JsonDataConverter.Default.Deserialize(((ActivityStep)call.Trigger).Step.SerializedInput, type);
        return new(input is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : input);
    };
}
