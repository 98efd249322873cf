namespace AgentSched.Api.Door;

/// <summary>Finds the methods of a path among the routes of functions. Pure.</summary>
internal static class RouteTable
{
    /// <summary>The methods that a path has, in capitals and in order. Empty: no route has this path.</summary>
    /// <param name="path">The path below <c>/api</c>.</param>
    /// <param name="routes">The routes, as in triggers: literals and <c>{values}</c>, the last of which may be a <c>{*rest}</c>, with their methods.</param>
    public static IReadOnlyList<string> MethodsOf(string path, IEnumerable<(string Route, IReadOnlyList<string> Methods)> routes)
    {
        var parts = path.Trim('/').Split('/');
        return [.. routes.Where(route => IsMatch(parts, route.Route.Split('/'))).SelectMany(route => route.Methods).Select(method => method.ToUpperInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool IsMatch(string[] path, string[] route) =>
        route[^1].StartsWith("{*", StringComparison.Ordinal)
            ? path.Length >= route.Length - 1 && IsSame(path[..(route.Length - 1)], route[..^1]) // the rest of the path may be empty
            : IsSame(path, route);

    private static bool IsSame(string[] path, string[] route) =>
        path.Length == route.Length && path.Zip(route).All(pair => pair.Second.StartsWith('{') ? pair.First.Length > 0 : pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
}
