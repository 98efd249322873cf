using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>Reads headers that several endpoints use.</summary>
internal static class Headers
{
    private const string Scheme = "Bearer ";

    /// <summary>The token of <c>Authorization: Bearer …</c>. Null: there is none, or more than one such header.</summary>
    public static string? Bearer(IHeaderDictionary headers) =>
        headers.Authorization is [{ } sent] && sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? sent[Scheme.Length..].Trim() : null;
}
