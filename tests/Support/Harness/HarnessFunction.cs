using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Support;

/// <summary>What a call of a function is made with.</summary>
/// <param name="Trigger">For the parameter that has the trigger.</param>
internal sealed record HarnessCall(object Trigger, IServiceProvider Services, DurableTaskClient Durable, HttpContext? Http, CancellationToken Cancel);

/// <summary>A method with <c>[Function]</c>, called by its attributes as the worker calls it.</summary>
internal sealed class HarnessFunction
{
    private readonly MethodInfo _method;
    private readonly Func<HarnessCall, object?>[] _binders;

    private HarnessFunction(string name, MethodInfo method)
    {
        (Name, _method) = (name, method);
        var triggers = from parameter in method.GetParameters()
                       from attribute in parameter.GetCustomAttributes<TriggerBindingAttribute>()
                       select (attribute, parameter.ParameterType);
        (Trigger, TriggerType) = triggers.Single();
        _binders = [.. method.GetParameters().Select(BinderOf)];
    }

    public string Name { get; }

    public TriggerBindingAttribute Trigger { get; }

    /// <summary>What the trigger's data is made into.</summary>
    public Type TriggerType { get; }

    public static IReadOnlyList<HarnessFunction> AllOf(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           select new HarnessFunction(function.Name, method),
    ];

    /// <returns>What the method returns, awaited. Null for none.</returns>
    public async Task<object?> InvokeAsync(HarnessCall call)
    {
        var target = _method.IsStatic ? null : ActivatorUtilities.CreateInstance(call.Services, _method.DeclaringType!);
        var returned = _method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, [.. _binders.Select(bind => bind(call))], culture: null);
        if (returned is not Task task)
        {
            return returned;
        }

        await task;
        return _method.ReturnType.IsGenericType ? _method.ReturnType.GetProperty(nameof(Task<>.Result))!.GetValue(task) : null;
    }

    private Func<HarnessCall, object?> BinderOf(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null)
        {
            return call => call.Trigger;
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return call => call.Cancel;
        }

        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
        {
            return call => call.Durable;
        }

        if (Trigger is HttpTriggerAttribute { Route: { } route } && route.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal) && parameter.ParameterType == typeof(string))
        {
            return call => call.Http!.Request.RouteValues[parameter.Name!];
        }

        throw new NotSupportedException($"{Name}: nothing binds parameter \"{parameter.Name}\"");
    }
}
