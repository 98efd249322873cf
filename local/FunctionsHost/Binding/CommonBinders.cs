using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Http;

namespace AgentSched.FunctionsHost.Binding;

/// <summary>Parameters that mean the same with every trigger.</summary>
internal static class CommonBinders
{
    /// <returns>Null: no common parameter, the trigger's own rules say what it is.</returns>
    public static ArgumentBinder? Find(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(FunctionContext) ? call => new(call)
        : parameter.ParameterType == typeof(CancellationToken) ? call => new(call.CancellationToken)
        : null;

    /// <summary>Types and attributes that the original takes and this host does not, or that neither takes.</summary>
    public static string? Refusal(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type.IsByRef)
        {
            return "ref, in and out parameters cannot be bound";
        }

        if (type.FullName is "Microsoft.Azure.Functions.Worker.Http.HttpRequestData")
        {
            return "HttpRequestData is not supported here (local/README.md); take HttpRequest";
        }

        if (type == typeof(HttpContext) || type == typeof(HttpResponse))
        {
            return $"{type.Name} is no parameter type of the worker; take HttpRequest and its HttpContext";
        }

        if (type.IsInterface && !type.IsGenericType || typeof(Delegate).IsAssignableFrom(type))
        {
            return $"{type} cannot be bound; services belong in the constructor of the class";
        }

        return parameter.GetCustomAttributes<InputConverterAttribute>().FirstOrDefault(mark => mark is not FromBodyAttribute) is { } converter
            ? $"{converter.GetType().Name} is not supported here (local/README.md)"
            : parameter.GetCustomAttributes().FirstOrDefault(mark => mark.GetType().Namespace is "Microsoft.AspNetCore.Mvc") is { } mvc
            ? $"[{mvc.GetType().Name[..^9]}] of Microsoft.AspNetCore.Mvc has no meaning to the worker; values of route and query bind by name, a body by Microsoft.Azure.Functions.Worker.Http.FromBody"
            : null;
    }
}
