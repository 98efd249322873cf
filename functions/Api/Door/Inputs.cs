using System.Collections.Frozen;
using System.Text.Json.Nodes;
using AgentSched.Api.Http;
using AgentSched.Api.OpenApi;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Door;

/// <summary>
/// What an operation reads from a request: its query parameters and whether it has a body, as <see cref="ApiDocument"/> says. Anything else is refused by name, because a
/// parameter that is ignored changes what the answer means: a misspelt filter lists everything.
/// </summary>
/// <param name="Query">The query parameters; true for those that may be repeated.</param>
/// <param name="Bodies">Content types of the body that the operation reads. Empty: it reads none.</param>
/// <param name="NeedsKey">Whether the operation needs a key.</param>
internal sealed record Inputs(FrozenDictionary<string, bool> Query, IReadOnlyList<string> Bodies, bool NeedsKey)
{
    private static readonly Lazy<FrozenDictionary<string, Inputs>> ByFunction = new(Read);

    private bool HasBody => Bodies.Count > 0;

    /// <summary>Whether the endpoint reads fields itself; it then reports these errors together with its own (<see cref="FieldErrors.Of"/>).</summary>
    private bool ReadsFields => NeedsKey && (HasBody || Query.Count > 0);

    /// <summary>The problem to answer if a request has input that the function does not read. Null: it has none, or the endpoint reports it.</summary>
    public static async Task<IResult?> ObjectionAsync(string function, HttpRequest request, CancellationToken cancel)
    {
        if ((request.Query.Count == 0 && JsonBody.IsAbsent(request)) || ByFunction.Value.GetValueOrDefault(function) is not { } inputs)
        {
            return null;
        }

        // Callbacks and hooks carry a token of their own, so no session is at stake: the agent's answer is read whatever it is called, and a hook decides by its kind.
        if (inputs is { HasBody: true, NeedsKey: true } && MediaTypes.Objection(request, inputs.Bodies) is { } type)
        {
            return type;
        }

        var errors = inputs.ErrorsOf(request.Query);
        if (!inputs.HasBody)
        {
            var (fields, problem) = await JsonBody.ReadOptionalAsync(request, cancel);
            if (fields is null)
            {
                return problem;
            }

            using var _ = fields;
            fields.Finish();
            errors.AddAll(fields.Errors, string.Empty);
        }

        if (!errors.Any)
        {
            return null;
        }

        errors.Enter(request.HttpContext);
        return inputs.ReadsFields ? null : Problem.Invalid(errors);
    }

    /// <summary>Names of parameters that are unknown, or given more than once although the operation reads one value.</summary>
    internal FieldErrors ErrorsOf(IQueryCollection query)
    {
        var errors = new FieldErrors();
        foreach (var (name, values) in query)
        {
            var known = Query.Keys.FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)); // as ASP.NET reads them
            if (known is null)
            {
                errors.Add(name, Query.Count == 0 ? "is not a known query parameter; this request takes none" : $"is not a known query parameter; known ones are {string.Join(", ", Query.Keys.Order(StringComparer.Ordinal))}");
            }
            else if (values.Count > 1 && !Query[known])
            {
                errors.Add(known, $"is given {values.Count} times; only one value is read");
            }
        }

        return errors;
    }

    private static FrozenDictionary<string, Inputs> Read() => ApiDocument.Operations(ApiDocument.Root).ToFrozenDictionary(
        o => (string)o.Operation["operationId"]!,
        o => new Inputs(
            DocsOperation.ParametersOf(o.Path, o.Operation).Where(parameter => (string?)parameter["in"] == "query")
                .ToFrozenDictionary(parameter => (string)parameter["name"]!, IsRepeatable, StringComparer.Ordinal),
            [.. o.Operation["requestBody"]?["content"]?.AsObject().Select(content => content.Key) ?? []],
            ApiDocument.NeedsKey(o.Operation)),
        StringComparer.OrdinalIgnoreCase); // operation ids are the names of functions in camelCase

    private static bool IsRepeatable(JsonObject parameter) => (string?)parameter["schema"]!["type"] == "array";
}
