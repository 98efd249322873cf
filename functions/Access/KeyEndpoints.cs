using System.Text.RegularExpressions;
using AgentSched.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Access;

/// <summary>Issue, list and revoke API keys: admins only.</summary>
public sealed partial class KeyEndpoints(KeyTable keys, TimeProvider clock)
{
    /// <summary><c>POST /api/keys {name, role?, tenant?, expiresAt?}</c>: the answer is the only one that ever shows the key.</summary>
    [Function(nameof(IssueKey))]
    public async Task<IResult> IssueKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "keys")] HttpRequest request, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        if (!caller.IsAdmin)
        {
            return AdminsOnly();
        }

        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var name = fields.Text("name", required: true, pattern: Name(), shape: NameShape);
        var role = fields.Word<Role>("role") ?? Role.User;
        var expires = fields.Text("expiresAt");
        DateTimeOffset? expiresAt = null;
        var now = clock.GetUtcNow();
        if (expires is not null)
        {
            if (DateTimeOffset.TryParse(expires, null, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) && at > now)
            {
                expiresAt = at.ToUniversalTime();
            }
            else
            {
                fields.Errors.Add("expiresAt", $"\"{expires}\" is not an instant in the future such as 2027-01-01T00:00:00Z");
            }
        }

        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        var key = ApiKey.Create();
        await keys.InsertAsync(new IssuedKey(key.Id, key.Hash, new Caller(caller.Tenant, name!, role), now, expiresAt, RevokedAt: null, LastUsedAt: null), cancel);
        return Results.Json(new { id = key.Id, key = key.Reveal(), name, role, expiresAt }, Json.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary><c>GET /api/keys</c>: all keys of the tenant, without their secrets.</summary>
    [Function(nameof(ListKeys))]
    public async Task<IResult> ListKeys(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "keys")] HttpRequest request, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        if (!caller.IsAdmin)
        {
            return AdminsOnly();
        }

        var all = await keys.ListAsync(caller.Tenant, cancel);
        return Paging.Page(all.Select(k => new { k.Id, k.Caller.Name, k.Caller.Role, k.CreatedAt, k.ExpiresAt, k.RevokedAt, k.LastUsedAt }), next: null);
    }

    /// <summary><c>DELETE /api/keys/{id}</c>: the key opens nothing from now on.</summary>
    [Function(nameof(RevokeKey))]
    public async Task<IResult> RevokeKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "keys/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        if (!caller.IsAdmin)
        {
            return AdminsOnly();
        }

        if (!KeyId().IsMatch(id) || await keys.FindAsync(id, cancel) is not { } key || key.Caller.Tenant != caller.Tenant)
        {
            return Problem.NotFound($"key \"{id}\"");
        }

        if (key.RevokedAt is null)
        {
            await keys.RevokeAsync(id, clock.GetUtcNow(), cancel);
        }

        return Results.NoContent();
    }

    internal const string NameShape = "a name of 1–63 characters of a–z, 0–9, and . _ - @ inside";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,62}\z", RegexOptions.CultureInvariant)]
    internal static partial Regex Name();

    [GeneratedRegex(@"^[a-z0-9]{4,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyId();

    private static IResult AdminsOnly() => Problem.Forbidden("only admins issue, list and revoke keys");
}
