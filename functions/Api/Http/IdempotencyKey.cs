using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>The header <c>Idempotency-Key</c>, under which a request may be repeated without a second effect.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int MaxLength = 200;

    /// <summary>Reads the key.</summary>
    /// <returns>The key (empty: there is none), and a problem if it is too long.</returns>
    public static (string Key, IResult? Problem) Read(HttpRequest request)
    {
        var key = request.Headers[Header].ToString();
        return (key, key.Length > MaxLength ? Problem.Invalid(Header, $"has {key.Length} characters; at most {MaxLength} are allowed") : null);
    }
}
