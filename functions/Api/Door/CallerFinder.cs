using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Storage.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AgentSched.Api.Door;

/// <summary>Identifies the caller by API key, otherwise by the platform's principal.</summary>
public sealed class CallerFinder(KeyTable keys, PrincipalReader principals, WrongKeys wrongKeys, IOptions<AgentSchedOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan TouchEvery = TimeSpan.FromHours(1); // one write an hour a key, not one a request
    private static readonly byte[] NoHash = new byte[32]; // compared with the secret if the key does not exist

    private readonly ApiKey? _adminKey = ApiKey.TryParse(options.Value.AdminKey, out var key) ? key : null;

    /// <summary>The caller, if it is known. If a key is sent, only the key counts, even if it is invalid and a principal is present.</summary>
    internal async Task<Identified> FindAsync(HttpRequest request, CancellationToken cancel)
    {
        if (SentKey(request.Headers) is not { } text)
        {
            return new Identified(principals.Read(request), CrossSite.IsSession(request.Headers));
        }

        var key = ApiKey.TryParse(text, out var parsed) ? parsed : null;
        var address = ClientAddress.Of(request.HttpContext.Connection.RemoteIpAddress, request.Headers["X-Forwarded-For"]);
        if (wrongKeys.WaitOf(address, key) is { } wait && !IsAdminKey(key))
        {
            return new Identified(Caller: null, Wait: wait, Quota: wrongKeys.Quota);
        }

        if (key is not null && await OfKeyAsync(key, cancel) is { } caller)
        {
            wrongKeys.AddValid(key);
            return new Identified(caller);
        }

        wrongKeys.Add(address);
        return default;
    }

    private bool IsAdminKey(ApiKey? sent) => _adminKey is not null && sent?.Id == _adminKey.Id && sent.Matches(_adminKey.Hash);

    private async Task<Caller?> OfKeyAsync(ApiKey sent, CancellationToken cancel)
    {
        if (IsAdminKey(sent))
        {
            return new Caller(AgentSchedOptions.DefaultTenant, KnownOwners.Admin, Role.Admin);
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
