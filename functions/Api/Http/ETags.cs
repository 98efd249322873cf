using System.Globalization;
using Microsoft.AspNetCore.Http;
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

    /// <summary>The problem to answer if the request's <c>If-Match</c> does not match. Null: it matches, or there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="version">Number of the stored edit.</param>
    /// <param name="what">The thing in words, for example <c>schedule "nightly"</c>.</param>
    public static IResult? Objection(HttpRequest request, int version, string what)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var wanted))
        {
            return Problem.Invalid("If-Match", $"\"{header}\" is not a list of entity tags such as {Of(version)}");
        }

        // Strong comparison, as If-Match requires: a weak tag never matches.
        var current = new EntityTagHeaderValue(Of(version));
        return wanted.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: true))
            ? null
            : Problem.Changed($"{what} changed since you read it; send If-Match with its current ETag, {Of(version)}");
    }
}
