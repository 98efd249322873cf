using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AgentSched.Api.Http;

/// <summary>
/// Entity tags of what callers edit: the number of the edit, <c>"7"</c>. Not the row's own tag, which moves with every run too:
/// a caller who read a schedule may change it although a run of it ended meanwhile.
/// </summary>
internal static class ETags
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Adds the tag of what is answered.</summary>
    public static void Show(HttpRequest request, int version) => request.HttpContext.Response.Headers.ETag = Of(version);

    /// <summary>What to answer where the request has an <c>If-Match</c> that is not met; null where it is met, or there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="version">The stored edit.</param>
    /// <param name="what">What would change, for example <c>schedule "nightly"</c>.</param>
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

        // Strong comparison, as the header asks for: a weak tag never matches.
        var current = new EntityTagHeaderValue(Of(version));
        return wanted.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: true))
            ? null
            : Problem.Changed($"{what} changed since you read it; send If-Match with its current ETag, {Of(version)}");
    }
}
