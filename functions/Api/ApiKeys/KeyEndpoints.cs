using System.Text.RegularExpressions;
using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Activities;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.ApiKeys;

/// <summary>Issues, lists and revokes API keys. Admins manage the keys of their tenant, deployment admins those of any tenant.</summary>
public sealed partial class KeyEndpoints(KeyTable keys, TenantFeed feed, TimeProvider clock)
{
    /// <summary><c>POST /api/keys {name, role?, tenant?, expiresAt?}</c>: only this answer ever shows the key.</summary>
    [Function(nameof(IssueKey))]
    public async Task<IResult> IssueKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "keys")] HttpRequest request, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var now = clock.GetUtcNow();
        var name = fields.Text("name", required: true, pattern: OwnerName.KeyShape(), shape: OwnerName.KeyWords);
        if (name is not null && OwnerName.Reserved.Contains(name))
        {
            fields.Errors.Add("name", $"\"{name}\" is reserved for entries that the app itself makes in the activity feed; choose another name");
        }

        var role = fields.Word<Role>("role") ?? Role.User;
        var tenant = fields.Text("tenant", pattern: TenantName.Shape(), shape: TenantName.Words);
        var expiresAt = fields.Instant("expiresAt");
        if (expiresAt <= now)
        {
            fields.Errors.Add("expiresAt", "is in the past");
        }

        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        if (Refused(request, tenant) is { } refused)
        {
            return refused;
        }

        var key = ApiKey.Create();
        var owner = new Caller(tenant ?? Caller.Of(request).Tenant, name!, role);
        await keys.InsertAsync(new IssuedKey(key.Id, key.Hash, owner, now, expiresAt, RevokedAt: null, LastUsedAt: null), cancel);
        await feed.AddAsync(owner.Tenant, KeyActivity.Issued(key.Id, owner.Name, Caller.Of(request).Name, now), cancel);
        request.HttpContext.Response.Headers.Location = $"/api/keys/{key.Id}";
        return Results.Json(new { id = key.Id, key = key.Reveal(), name, role, owner.Tenant, expiresAt }, Json.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary><c>GET /api/keys?tenant=</c>: all keys of a tenant, without their secrets.</summary>
    [Function(nameof(ListKeys))]
    public async Task<IResult> ListKeys(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "keys")] HttpRequest request, CancellationToken cancel)
    {
        var (tenant, errors) = (request.One("tenant"), FieldErrors.Of(request));
        if (tenant is not null && !TenantName.Shape().IsMatch(tenant))
        {
            errors.Add("tenant", $"is not {TenantName.Words}");
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        if (Refused(request, tenant) is { } refused)
        {
            return refused;
        }

        var all = await keys.ListAsync(tenant ?? Caller.Of(request).Tenant, cancel);
        return Paging.Page(all.Select(k => new { k.Id, k.Caller.Name, k.Caller.Role, k.Caller.Tenant, k.CreatedAt, k.ExpiresAt, k.RevokedAt, k.LastUsedAt }), next: null);
    }

    /// <summary><c>DELETE /api/keys/{id}</c>: the key is invalid from now on. Safe to repeat.</summary>
    [Function(nameof(RevokeKey))]
    public async Task<IResult> RevokeKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "keys/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        if (!KeyId().IsMatch(id) || await keys.FindAsync(id, cancel) is not { } key || IsOutOfReach(Caller.Of(request), key.Caller.Tenant))
        {
            return Problem.NotFound($"key \"{id}\"");
        }

        if (key.RevokedAt is null)
        {
            var now = clock.GetUtcNow();
            await keys.RevokeAsync(id, now, cancel);
            await feed.AddAsync(key.Caller.Tenant, KeyActivity.Revoked(id, key.Caller.Name, Caller.Of(request).Name, now), cancel);
        }

        return Results.NoContent();
    }

    private static IResult? Refused(HttpRequest request, string? tenant) => tenant is not null && IsOutOfReach(Caller.Of(request), tenant)
        ? Problem.Forbidden("only deployment admins can name another tenant")
        : null;

    private static bool IsOutOfReach(Caller caller, string tenant) => tenant != caller.Tenant && caller.Relation != Relation.Operator;

    [GeneratedRegex(@"^[a-z0-9]{4,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyId();
}
