using AgentSched.Hosting.Functions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace AgentSched.Hosting.Http;

/// <summary>Paths and methods of HTTP functions.</summary>
internal static class HttpRoutes
{
    private static readonly IDictionary<string, Type> Constraints = new RouteOptions().ConstraintMap;

    public static string PathOf(FunctionEntry function, string prefix) => $"{prefix}/{RouteOf(function)}".TrimStart('/');

    /// <summary>The allowed methods. Empty: every method.</summary>
    public static IReadOnlyList<string> MethodsOf(FunctionEntry function) => function.Trigger!.Texts("methods");

    /// <exception cref="HostException">The route is not valid.</exception>
    public static void Check(FunctionEntry function, string prefix)
    {
        var (route, path) = (RouteOf(function), PathOf(function, prefix));
        if (route.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
            throw new HostException($"the route \"{route}\" conflicts with one or more built in routes");
        try
        {
            var rules = RoutePatternFactory.Parse(path).Parameters.SelectMany(parameter => parameter.ParameterPolicies).Select(policy => policy.Content!);
            if (rules.FirstOrDefault(rule => !Constraints.ContainsKey(rule.Split('(')[0])) is { } unknown)
                throw new HostException($"the route \"{path}\" has the unknown constraint \"{unknown}\"");
        }
        catch (RoutePatternException e)
        {
            throw new HostException($"the route \"{path}\" is not valid: {e.Message}", e);
        }
    }

    /// <summary>A problem for each pair of functions with a path and a method in common.</summary>
    public static IEnumerable<string> Conflicts(IReadOnlyList<FunctionEntry> functions, string prefix) =>
        from function in functions
        from other in functions.TakeWhile(other => other != function)
        let path = PathOf(function, prefix)
        let methods = MethodsOf(function)
        let others = MethodsOf(other)
        where path.Equals(PathOf(other, prefix), StringComparison.OrdinalIgnoreCase)
            && (methods.Count == 0 || others.Count == 0 || methods.Intersect(others, StringComparer.OrdinalIgnoreCase).Any())
        select $"function {function.Name}: the route \"{path}\" is in use by the function {other.Name}";

    private static string RouteOf(FunctionEntry function) => (function.Trigger!.Text("route") ?? function.Name).TrimStart('/');
}
