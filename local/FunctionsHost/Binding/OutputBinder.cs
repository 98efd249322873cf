using System.Reflection;
using AgentSched.FunctionsHost.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace AgentSched.FunctionsHost.Binding;

/// <summary>Which parts of a function's result go to which output binding.</summary>
internal sealed class OutputBinder
{
    private readonly List<(string Name, OutputBindingAttribute Binding, PropertyInfo? Property)> _outputs = [];

    public static OutputBinder None { get; } = new();

    public IEnumerable<QueueOutputAttribute> Queues => _outputs.Select(output => output.Binding).OfType<QueueOutputAttribute>();

    public static OutputBinder Of(MethodInfo method, Action<string> problem)
    {
        var binder = new OutputBinder();
        if (method.GetCustomAttribute<OutputBindingAttribute>() is { } whole)
        {
            binder._outputs.Add(("$return", whole, null));
        }

        var result = MethodCaller.ResultType(method);
        if (result is { IsClass: true } && result != typeof(string))
        {
            foreach (var property in result.GetProperties())
            {
                if (property.GetCustomAttribute<OutputBindingAttribute>() is { } part)
                {
                    binder._outputs.Add((property.Name, part, property));
                }
            }
        }

        if (binder._outputs.Count(output => output.Binding is HttpResultAttribute) > 1)
        {
            problem("more than one property of its result is marked [HttpResult]");
        }

        foreach (var (name, binding, _) in binder._outputs.Where(output => output.Binding is not (HttpResultAttribute or QueueOutputAttribute)))
        {
            problem($"the output binding {binding.GetType().Name} of {name} is not supported here (local/README.md)");
        }

        return binder._outputs.Count == 0 ? None : binder;
    }

    public void Read(InvocationOutcome outcome)
    {
        foreach (var (name, binding, property) in _outputs)
        {
            if (property is null || outcome.Result is not null)
            {
                outcome.Outputs.Add(new OutputEntry(name, LocalFunctionDefinition.TypeOf(binding), binding)
                {
                    Value = property is null ? outcome.Result : property.GetValue(outcome.Result),
                });
            }
        }
    }
}
