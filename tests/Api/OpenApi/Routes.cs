using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Api.OpenApi;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>The HTTP functions of the app, and the operations of the document.</summary>
internal static class Routes
{
    /// <summary>What the code says: <c>get /agents/{agent} getAgent</c>.</summary>
    public static IReadOnlyList<string> OfFunctions() =>
    [
        .. from type in typeof(AppBuilder).Assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null && trigger.Route?.Contains("{*", StringComparison.Ordinal) != true // the dashboard's page is no operation
           from verb in trigger.Methods ?? []
           select $"{verb} /{trigger.Route ?? function.Name} {JsonNamingPolicy.CamelCase.ConvertName(function.Name)}",
    ];

    /// <summary>What the document says, in the same words.</summary>
    public static IReadOnlyList<string> OfDocument() =>
        [.. ApiDocument.Operations(ApiDocument.Root).Select(o => $"{o.Method} {o.Path} {o.Operation["operationId"]}")];

    public static (string Path, string Method, JsonObject Operation) Find(string operationId) =>
        ApiDocument.Operations(ApiDocument.Root).Single(o => (string?)o.Operation["operationId"] == operationId);

    public static JsonObject Followed(JsonNode part) => (string?)part["$ref"] is { } reference ? ApiDocument.Resolve(reference) : part.AsObject();

    /// <summary>The parameters of an operation and of its path.</summary>
    public static IReadOnlyList<JsonObject> ParametersOf(string path, JsonObject operation) => [.. DocsOperation.ParametersOf(path, operation)];

    /// <summary>A body's example, to be changed at will. Null: there is none.</summary>
    public static JsonNode? ExampleOf(JsonObject operation, string type = "application/json") => operation["requestBody"]?["content"]?[type]?["example"]?.DeepClone();
}
