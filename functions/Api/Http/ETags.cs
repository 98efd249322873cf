using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AgentSched.Api.Http;

/// <summary>
/// Entity tags of what callers edit: the number of the edit, <c>"7"</c>. The row's own ETag is not used because every run changes it; a run that ends
/// must not invalidate a caller's edit.
/// </summary>
internal static class ETags
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Sets the answer's ETag header.</summary>
    public static void Show(HttpRequest request, int version) => request.HttpContext.Response.Headers.ETag = Of(version);

    /// <summary>The problem to answer if the request's <c>If-Match</c> or <c>If-None-Match</c> does not hold. Null: both hold, or there are none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="version">Number of the stored edit. Null: the thing exists but has no entity tag.</param>
    /// <param name="what">The thing in words, for example <c>schedule "nightly"</c>.</param>
    public static IResult? Objection(HttpRequest request, int? version, string what)
    {
        var example = Of(version ?? 1);
        if (request.Headers.IfMatch is { Count: > 0 } match)
        {
            if (!TryRead(match, out var wanted))
            {
                return Malformed("If-Match", match, example);
            }

            if (!wanted.Any(tag => Matches(tag, version, isStrong: true)))
            {
                return Problem.Changed(version is null ? $"{what} has no entity tag" : $"{what} changed since you read it; send If-Match with its current ETag, {example}");
            }
        }

        if (request.Headers.IfNoneMatch is { Count: > 0 } noMatch)
        {
            if (!TryRead(noMatch, out var unwanted))
            {
                return Malformed("If-None-Match", noMatch, example);
            }

            if (unwanted.Any(tag => Matches(tag, version, isStrong: false)))
            {
                return Problem.Changed($"{what} exists already; to change it, leave out If-None-Match");
            }
        }

        return null;
    }

    private static bool TryRead(StringValues header, [NotNullWhen(true)] out IList<EntityTagHeaderValue>? tags) =>
        EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out tags);

    /// <remarks>If-Match requires the strong comparison: a weak tag never matches.</remarks>
    private static bool Matches(EntityTagHeaderValue tag, int? version, bool isStrong) =>
        tag.Equals(EntityTagHeaderValue.Any) || (version is { } number && tag.Compare(new EntityTagHeaderValue(Of(number)), isStrong));

    private static IResult Malformed(string field, StringValues header, string example) => Problem.Invalid(field, $"\"{header}\" is not a list of entity tags such as {example}");
}
