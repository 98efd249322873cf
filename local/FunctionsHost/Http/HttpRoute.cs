using AgentSched.FunctionsHost.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentSched.FunctionsHost.Http;

/// <summary>One function's route; the first that matches in the order of names wins, literal or not.</summary>
internal sealed class HttpRoute
{
    private static readonly DefaultInlineConstraintResolver Resolver =
        new(Options.Create(new RouteOptions()), new ServiceCollection().BuildServiceProvider());

    private readonly TemplateMatcher _matcher;
    private readonly List<(string Name, IRouteConstraint Rule)> _constraints;
    private readonly string[]? _methods;

    private HttpRoute(FunctionEntry function, RouteTemplate template, List<(string Name, IRouteConstraint Rule)> constraints, string[]? methods)
    {
        var defaults = new RouteValueDictionary();
        foreach (var parameter in template.Parameters.Where(parameter => parameter.DefaultValue is not null))
        {
            defaults[parameter.Name!] = parameter.DefaultValue;
        }

        Function = function;
        Template = template.TemplateText!;
        Parameters = [.. template.Parameters.Select(parameter => parameter.Name!)];
        _matcher = new TemplateMatcher(template, defaults);
        _constraints = constraints;
        _methods = methods is { Length: > 0 } ? methods : null;
    }

    public FunctionEntry Function { get; }

    public string Template { get; }

    public IReadOnlyList<string> Parameters { get; }

    public string Methods => _methods is null ? "*" : string.Join(',', _methods).ToUpperInvariant();

    public AuthorizationLevel Level => ((HttpTriggerAttribute)Function.Trigger).AuthLevel;

    public static string TemplateOf(FunctionEntry function, string prefix)
    {
        var own = ((HttpTriggerAttribute)function.Trigger).Route;
        return $"{prefix}/{(string.IsNullOrEmpty(own) ? function.Name : own.TrimStart('/'))}".TrimStart('/');
    }

    public static HttpRoute? Read(FunctionEntry function, string prefix, Action<string> problem)
    {
        var text = TemplateOf(function, prefix);
        var first = text.Split('/')[0];
        if (first.Equals("admin", StringComparison.OrdinalIgnoreCase) || first.Equals("runtime", StringComparison.OrdinalIgnoreCase))
        {
            problem($"route \"{text}\" conflicts with one or more built in routes: admin and runtime belong to the host");
            return null;
        }

        try
        {
            var template = TemplateParser.Parse(text);
            var constraints = new List<(string, IRouteConstraint)>();
            foreach (var parameter in template.Parameters)
            {
                foreach (var inline in parameter.InlineConstraints)
                {
                    var rule = Resolver.ResolveConstraint(inline.Constraint)
                        ?? throw new ArgumentException($"unknown constraint \"{inline.Constraint}\"");
                    constraints.Add((parameter.Name!, parameter.IsOptional ? new Microsoft.AspNetCore.Routing.Constraints.OptionalRouteConstraint(rule) : rule));
                }
            }

            return new HttpRoute(function, template, constraints, ((HttpTriggerAttribute)function.Trigger).Methods);
        }
        catch (Exception e) when (e is ArgumentException or RouteCreationException)
        {
            problem($"route \"{text}\": {(e.InnerException ?? e).Message}");
            return null;
        }
    }

    public bool ConflictsWith(HttpRoute other) =>
        Template.Equals(other.Template, StringComparison.OrdinalIgnoreCase)
        && (_methods is null || other._methods is null || _methods.Intersect(other._methods, StringComparer.OrdinalIgnoreCase).Any());

    /// <summary>On success the request carries the route's values; an optional one that is missing is there as null.</summary>
    public bool Matches(HttpContext http)
    {
        if (_methods is not null && !_methods.Contains(http.Request.Method, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        var values = new RouteValueDictionary();
        if (!_matcher.TryMatch(http.Request.Path, values)
            || !_constraints.TrueForAll(c => c.Rule.Match(http, route: null, c.Name, values, RouteDirection.IncomingRequest)))
        {
            return false;
        }

        foreach (var name in Parameters)
        {
            values.TryAdd(name, null);
        }

        http.Request.RouteValues = values;
        return true;
    }
}
