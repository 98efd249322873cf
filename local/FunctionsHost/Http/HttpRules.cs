using System.Reflection;
using AgentSched.FunctionsHost.Binding;
using AgentSched.FunctionsHost.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;

namespace AgentSched.FunctionsHost.Http;

/// <summary>What an HTTP function may look like, and its routes.</summary>
internal sealed class HttpRules(string prefix, bool webApplication) : ITriggerRules
{
    private readonly List<HttpRoute> _routes = [];

    /// <summary>In the order in which they are tried: by function name.</summary>
    public IEnumerable<HttpRoute> Routes => _routes.OrderBy(route => route.Function.Name, StringComparer.OrdinalIgnoreCase);

    public bool Handles(TriggerBindingAttribute trigger) => trigger is HttpTriggerAttribute;

    public ArgumentBinder? Bind(FunctionEntry function, ParameterInfo parameter, Action<string> problem)
    {
        var type = parameter.ParameterType;
        if (type == typeof(HttpRequest))
        {
            return call => new(((HttpTrigger)call.Trigger).Http.Request);
        }

        if (CommonBinders.Refusal(parameter) is { } refusal)
        {
            problem(refusal);
            return null;
        }

        if (parameter == function.TriggerParameter)
        {
            problem($"[HttpTrigger] on a {type.Name} is not supported here (local/README.md); put it on HttpRequest");
            return null;
        }

        if (parameter.GetCustomAttribute<FromBodyAttribute>() is not null)
        {
            return call => BodyReader.ReadAsync(((HttpTrigger)call.Trigger).Http, type, call.CancellationToken);
        }

        var named = TextConverter.Named(parameter);
        return HttpRoute.TemplateOf(function, prefix).Contains("{" + parameter.Name, StringComparison.OrdinalIgnoreCase)
            ? named
            : call => FromBodyTooAsync(call, named);
    }

    public void Check(FunctionEntry function, Action<string> problem)
    {
        if (!webApplication)
        {
            problem("HTTP functions need builder.ConfigureFunctionsWebApplication() in Program.cs");
        }

        if (HttpRoute.Read(function, prefix, problem) is not { } route)
        {
            return;
        }

        foreach (var other in _routes.Where(route.ConflictsWith))
        {
            problem($"route \"{route.Template}\" answers the same methods as function {other.Function.Name}");
        }

        _routes.Add(route);
    }

    /// <summary>The body is read only for a value that route and query do not hold.</summary>
    private static async ValueTask<object?> FromBodyTooAsync(Invocation call, ArgumentBinder named)
    {
        var trigger = (HttpTrigger)call.Trigger;
        trigger.BodyProperties ??= await BodyReader.PropertiesAsync(trigger.Http, call.CancellationToken) ?? System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty;
        return await named(call);
    }
}
