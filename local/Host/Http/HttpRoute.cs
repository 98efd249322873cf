using AgentSched.Hosting.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentSched.Hosting.Http;

/// <summary>Path and methods of an HTTP function.</summary>
internal sealed class HttpRoute
{
    private static readonly DefaultInlineConstraintResolver Constraints = new(Options.Create(new RouteOptions()), new ServiceCollection().BuildServiceProvider());

    private readonly string _template;
    private readonly TemplateMatcher _matcher;
    private readonly List<(string Name, IRouteConstraint Rule)> _constraints = [];
    private readonly HashSet<string>? _methods;

    /// <exception cref="HostException">The route is not valid.</exception>
    public HttpRoute(FunctionEntry function, string prefix)
    {
        Function = function;
        var route = (function.Trigger!.Text("route") ?? function.Name).TrimStart('/');
        if (route.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
            throw new HostException($"the route \"{route}\" conflicts with one or more built in routes");
        _template = $"{prefix}/{route}".TrimStart('/');

        var methods = function.Trigger.Texts("methods");
        _methods = methods.Count == 0 ? null : new HashSet<string>(methods, StringComparer.OrdinalIgnoreCase);
        try
        {
            var template = TemplateParser.Parse(_template);
            _matcher = new TemplateMatcher(template, []);
            foreach (var (parameter, inline) in template.Parameters.SelectMany(parameter => parameter.InlineConstraints.Select(inline => (parameter, inline.Constraint))))
            {
                var rule = Constraints.ResolveConstraint(inline) ?? throw new HostException($"the route \"{_template}\" has the unknown constraint \"{inline}\"");
                _constraints.Add((parameter.Name!, parameter.IsOptional ? new OptionalRouteConstraint(rule) : rule));
            }
        }
        catch (Exception e) when (e is ArgumentException or RouteCreationException)
        {
            throw new HostException($"the route \"{_template}\" is not valid: {(e.InnerException ?? e).Message}", e);
        }
    }

    public FunctionEntry Function { get; }

    /// <summary>The routes that have a path and a method in common.</summary>
    public static IEnumerable<string> Conflicts(IReadOnlyList<HttpRoute> routes) =>
        from route in routes
        from other in routes.TakeWhile(other => other != route)
        where route._template.Equals(other._template, StringComparison.OrdinalIgnoreCase)
            && (route._methods is null || other._methods is null || route._methods.Overlaps(other._methods))
        select $"function {route.Function.Name}: the route \"{route._template}\" is in use by the function {other.Function.Name}";

    /// <summary>Whether the request is for this function; then it carries the route's values.</summary>
    public bool Matches(HttpContext http)
    {
        if (_methods?.Contains(http.Request.Method) == false)
            return false;
        var values = new RouteValueDictionary();
        if (!_matcher.TryMatch(http.Request.Path, values)
            || !_constraints.TrueForAll(constraint => constraint.Rule.Match(http, route: null, constraint.Name, values, RouteDirection.IncomingRequest)))
            return false;
        http.Request.RouteValues = values;
        return true;
    }
}
