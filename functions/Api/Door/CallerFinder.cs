using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Storage.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AgentSched.Api.Door;

/// <summary>Identifies the caller by API key, otherwise by the platform's principal.</summary>
public sealed class CallerFinder(KeyTable keys, PrincipalReader principals, IOptions<AgentSchedOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan TouchEvery = TimeSpan.FromHours(1); // one write an hour a key, not one a request
    private static readonly byte[] NoHash = new byte[32]; // compared with the secret if the key does not exist

    private readonly ApiKey? _adminKey = ApiKey.TryParse(options.Value.AdminKey, out var key) ? key : null;

    /// <summary>The caller. Null: unknown. If a key is sent, only the key counts, even if it is invalid and a principal is present.</summary>
    internal async Task<Caller?> FindAsync(HttpRequest request, CancellationToken cancel) =>
        SentKey(request.Headers) is { } sent ? await OfKeyAsync(sent, cancel) : principals.Read(request);

    private async Task<Caller?> OfKeyAsync(string text, CancellationToken cancel)
    {
        if (!ApiKey.TryParse(text, out var sent))
        {
            return null;
        }

        if (_adminKey is not null && sent.Id == _adminKey.Id && sent.Matches(_adminKey.Hash))
        {
            return new Caller(AgentSchedOptions.DefaultTenant, "admin", Role.Admin);
        }

        // A wrong secret, an unknown id and the admin key's id cost the same read and the same comparison.
        var now = clock.GetUtcNow();
        var key = await keys.FindAsync(sent.Id, cancel);
        if (!sent.Matches(key?.Hash ?? NoHash) || key?.IsOpenAt(now) != true)
        {
            return null;
        }

        if (key.LastUsedAt is null || now - key.LastUsedAt >= TouchEvery)
        {
            await keys.TouchAsync(key.Id, now, cancel);
        }

        return key.Caller;
    }

    /// <summary>The key as sent. Null: none. A bearer token without the key prefix is left to the platform.</summary>
    private static string? SentKey(IHeaderDictionary headers)
    {
        StringValues own = headers["X-Api-Key"];
        var bearer = Headers.Bearer(headers);
        return bearer?.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) == true ? bearer
            : own.Count == 0 ? null
            : own.ToString().Trim();
    }
}
