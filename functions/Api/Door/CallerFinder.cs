using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Storage.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AgentSched.Api.Door;

/// <summary>Finds out who calls: by an API key, or else by the platform's principal.</summary>
public sealed class CallerFinder(KeyTable keys, PrincipalReader principals, IOptions<AgentSchedOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan TouchEvery = TimeSpan.FromHours(1); // one write an hour a key, not one a request
    private static readonly byte[] NoHash = new byte[32]; // what the secret of a key that does not exist is compared with

    private readonly ApiKey? _adminKey = ApiKey.TryParse(options.Value.AdminKey, out var key) ? key : null;

    /// <summary>Null: nobody that is known. A key that is sent decides, also where it is wrong and a principal would do.</summary>
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

        // A wrong secret, an id that nobody has and the admin's id cost the same read and the same comparison.
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

    /// <summary>The key as it was sent. A bearer token of another shape is the platform's to judge, unless nothing else came.</summary>
    private static string? SentKey(IHeaderDictionary headers)
    {
        StringValues own = headers["X-Api-Key"];
        var bearer = Headers.Bearer(headers);
        return bearer?.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) == true ? bearer
            : own.Count == 0 ? null
            : own.ToString().Trim();
    }
}
