using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AgentSched.Api.Http;

/// <summary>
/// Content types of bodies. A body without one of the operation's types is refused: a form of another site can send only others (<c>text/plain</c>, for example), with the caller's session.
/// </summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Text = "text/plain";

    private static readonly string[] Yaml = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];

    /// <summary>The problem to answer. Null: the request has no body, or one of an accepted type.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accepted">The accepted types, in lower case.</param>
    public static IResult? Objection(HttpRequest request, IReadOnlyCollection<string> accepted) =>
        JsonBody.IsAbsent(request) || (Of(request) is { } type && (accepted.Contains(type, StringComparer.Ordinal) || (IsYaml(type) && accepted.Any(IsYaml)))) ? null
        : Problem.MediaType(request.ContentType, accepted);

    /// <summary>The type in lower case, without parameters. Null: the request has none, or it is malformed.</summary>
    public static string? Of(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.HasValue ? type.MediaType.Value.ToLowerInvariant() : null;

    /// <summary>Whether a type is one of those that are used for YAML.</summary>
    public static bool IsYaml(string type) => Yaml.Contains(type, StringComparer.Ordinal);
}
