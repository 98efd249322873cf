using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace AgentSched.Api.Ui;

/// <summary>A file of the dashboard, in each encoding that the build made of it.</summary>
/// <param name="Type">Its content type.</param>
/// <param name="Hash">Hash of its bytes, for the ETag.</param>
/// <param name="IsHashed">Whether its name contains a hash of its content, so that it never changes under this name.</param>
/// <param name="Plain">Its bytes.</param>
/// <param name="Encoded">Encoding and bytes, the smallest first.</param>
internal sealed record UiFile(string Type, string Hash, bool IsHashed, byte[] Plain, IReadOnlyList<(string Encoding, byte[] Bytes)> Encoded)
{
    /// <summary>Answers in the smallest encoding that the caller accepts, or 304 if its copy is current.</summary>
    public IResult Answer(HttpRequest request)
    {
        var headers = new RequestHeaders(request.Headers);
        var (encoding, bytes) = Choose(headers.AcceptEncoding);
        var tag = new EntityTagHeaderValue($"\"{Hash}{(encoding.Length > 0 ? $"-{encoding}" : string.Empty)}\"");
        var response = request.HttpContext.Response.Headers;
        (response.ETag, response.Vary) = (tag.ToString(), HeaderNames.AcceptEncoding);
        response.CacheControl = IsHashed ? "public, max-age=31536000, immutable" : "no-cache";
        if (headers.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        if (encoding.Length > 0)
        {
            response.ContentEncoding = encoding;
        }

        return Results.Bytes(bytes, Type);
    }

    /// <summary>The smallest encoding that is accepted with a quality above 0. Empty: the file as it is.</summary>
    internal (string Encoding, byte[] Bytes) Choose(IList<StringWithQualityHeaderValue> accepted)
    {
        foreach (var (encoding, bytes) in Encoded)
        {
            var named = accepted.FirstOrDefault(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
                ?? accepted.FirstOrDefault(value => value.Value == "*");
            if (named is not null && named.Quality is not 0)
            {
                return (encoding, bytes);
            }
        }

        return (string.Empty, Plain);
    }
}
