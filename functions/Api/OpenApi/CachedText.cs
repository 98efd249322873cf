using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace AgentSched.Api.OpenApi;

/// <summary>A constant text with an ETag: the same for all callers until the app is updated. Answered with 304 if the caller already has it.</summary>
/// <param name="Bytes">UTF-8.</param>
/// <param name="Type">Its content type.</param>
/// <param name="ETag">Derived from the text, so all instances of a deployment agree.</param>
internal sealed record CachedText(byte[] Bytes, string Type, string ETag)
{
    public static CachedText Of(string text, string type)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new CachedText(bytes, type, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
    }

    public IResult Answer(HttpRequest request)
    {
        var response = request.HttpContext.Response;
        (response.Headers.ETag, response.Headers.CacheControl) = (ETag, "public, max-age=300");
        var own = new EntityTagHeaderValue(ETag);
        return new RequestHeaders(request.Headers).IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(own, useStrongComparison: false))
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(Bytes, Type);
    }
}
