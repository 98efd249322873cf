using AgentSched.Api.Http;
using AgentSched.Base;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Door;

/// <summary>Answers paths and methods that no other function has, so that they are problems, too, and not the host's empty 404.</summary>
public sealed class UnmappedEndpoints
{
    private const string Prefix = "/api"; // routePrefix in host.json
    private const int MaxShown = 200;

    private static readonly (string Route, IReadOnlyList<string> Methods)[] Routes =
        [.. Policy.HttpFunctions(typeof(UnmappedEndpoints).Assembly).Where(f => f.Trigger.Methods is not null).Select(f => (f.Trigger.Route ?? f.Name, (IReadOnlyList<string>)f.Trigger.Methods!))];

    /// <summary>404 for an unknown path, 405 with <c>Allow</c> for a known one; every method. Only paths under the route prefix get here: <c>/admin</c> and <c>/runtime</c> stay the host's.</summary>
    /// <remarks>If several routes match, the host takes the function whose name sorts first, so this name sorts last.</remarks>
    [Function(nameof(ZUnmapped))]
    public IResult ZUnmapped([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request)
    {
        var path = (request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase, out var rest) ? rest : request.Path).Value ?? string.Empty;
        return RouteTable.MethodsOf(path, Routes) is { Count: > 0 } methods
            ? Problem.NoSuchMethod(request, methods)
            : Problem.NotFound(new PathString(Prefix + Texts.Cut(path, MaxShown)));
    }
}
