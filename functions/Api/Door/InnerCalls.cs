using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Mcp;
using AgentSched.Api.OpenApi;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Door;

/// <summary>Calls functions of the app within a request, without a connection: the request is checked by the same rules (<see cref="AccessCheck"/>, <see cref="Inputs"/>) as one that comes over HTTP.</summary>
internal sealed class InnerCalls(AccessCheck access, IServiceProvider services, ILogger<InnerCalls> logger) : IOperations
{
    /// <summary>The functions by id of their operation: the name in camelCase.</summary>
    private static readonly Lazy<FrozenDictionary<string, MethodInfo>> Functions = new(() => (
        from type in typeof(InnerCalls).Assembly.GetExportedTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null && Policy.Of(function.Name) is not null
        select (function.Name, method)).ToFrozenDictionary(one => one.Name, one => one.method, StringComparer.OrdinalIgnoreCase));

    private static readonly Lazy<FrozenDictionary<string, (string Path, string Method, JsonObject Operation)>> Operations =
        new(() => ApiDocument.Operations(ApiDocument.Root).ToFrozenDictionary(one => (string)one.Operation["operationId"]!, StringComparer.Ordinal));

    public async Task<OperationAnswer> CallAsync(HttpContext outer, DurableTaskClient durable, string operation, JsonObject arguments, CancellationToken cancel)
    {
        var function = Functions.Value[operation];
        var name = function.GetCustomAttribute<FunctionAttribute>()!.Name;
        var http = Request(outer, operation, arguments);
        using var body = new MemoryStream();
        http.Response.Body = body;
        try
        {
            var result = await access.ObjectionAsync(name, Caller.Of(outer.Request), http, cancel) ?? await Inputs.ObjectionAsync(name, http.Request, cancel) ?? await InvokeAsync(function, http, durable, cancel);
            await result.ExecuteAsync(http);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.RequestFailed(e, name);
            body.SetLength(0);
            await Problem.Unexpected().ExecuteAsync(http);
        }

        return new OperationAnswer(http.Response.StatusCode, Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length), http.Response.Headers.RetryAfter);
    }

    private async Task<IResult> InvokeAsync(MethodInfo function, HttpContext http, DurableTaskClient durable, CancellationToken cancel)
    {
        var values = function.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(HttpRequest) ? http.Request
            : parameter.ParameterType == typeof(DurableTaskClient) ? durable
            : parameter.ParameterType == typeof(CancellationToken) ? cancel
            : http.Request.RouteValues[parameter.Name!]);
        var result = function.Invoke(ActivatorUtilities.GetServiceOrCreateInstance(services, function.DeclaringType!), BindingFlags.DoNotWrapExceptions, binder: null, [.. values], CultureInfo.InvariantCulture);
        return result as IResult ?? await (Task<IResult>)result!;
    }

    private static DefaultHttpContext Request(HttpContext outer, string operation, JsonObject arguments)
    {
        var (path, method, described) = Operations.Value[operation];
        var http = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted, TraceIdentifier = outer.TraceIdentifier };
        var (request, left, query) = (http.Request, arguments.DeepClone().AsObject(), QueryString.Empty);
        foreach (var parameter in DocsOperation.ParametersOf(path, described))
        {
            var name = (string)parameter["name"]!;
            if (!left.Remove(name, out var value) || value is null)
            {
                continue;
            }

            switch ((string)parameter["in"]!)
            {
                case "path":
                    request.RouteValues[name] = Text(value);
                    path = path.Replace($"{{{name}}}", Uri.EscapeDataString(Text(value)), StringComparison.Ordinal);
                    break;
                case "query":
                    query = (value as JsonArray ?? [value.DeepClone()]).Aggregate(query, (all, one) => all.Add(name, one is null ? string.Empty : Text(one)));
                    break;
                default:
                    request.Headers[name] = Text(value);
                    break;
            }
        }

        (request.Scheme, request.Host, request.Method, request.QueryString) = (outer.Request.Scheme, outer.Request.Host, method.ToUpperInvariant(), query);
        request.Path = "/api" + path;
        if (left.Count > 0 || (bool?)described["requestBody"]?["required"] == true)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(left);
            (request.Body, request.ContentLength, request.ContentType) = (new MemoryStream(bytes), bytes.Length, "application/json");
        }

        return http;
    }

    private static string Text(JsonNode value) => value is JsonValue one && one.TryGetValue<string>(out var text) ? text : value.ToJsonString();
}
