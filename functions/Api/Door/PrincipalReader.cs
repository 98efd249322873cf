using System.Text;
using System.Text.Json;
using AgentSched.Api.Access;
using AgentSched.Base;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Door;

/// <summary>
/// Reads the caller that App Service authentication has authenticated. The platform sends it in a header that anybody can send if that authentication
/// is off, so the header is read only if the platform's own setting says that it is on.
/// </summary>
public sealed class PrincipalReader
{
    private const string Header = "X-MS-CLIENT-PRINCIPAL";
    private const int MaxLength = 64 * 1024;
    private const int MaxDisplayName = 100;

    // Each claim by the name that the platform maps it to, and by its own in the token.
    private static readonly string[] TenantIds = ["http://schemas.microsoft.com/identity/claims/tenantid", "tid"];
    private static readonly string[] ObjectIds = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"];
    private static readonly string[] DisplayNames = ["preferred_username", "name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "azp", "appid"];

    private readonly AccessOptions _options;
    private readonly bool _trusted;

    /// <summary>Warns once if callers of the platform cannot be accepted.</summary>
    public PrincipalReader(IConfiguration configuration, IOptions<AccessOptions> options, ILogger<PrincipalReader> logger)
    {
        (_options, _trusted) = (options.Value, PlatformAuthentication.IsOn(configuration));
        if (_trusted && !_options.Issuers().Any())
        {
            logger.NoIssuers();
        }
    }

    /// <summary>The caller. Null: the platform's authentication is off, the header is missing or malformed, or its issuer is not allowed.</summary>
    internal Caller? Read(HttpRequest request) =>
        _trusted && request.Headers[Header] is [{ Length: > 0 and < MaxLength } header] && Parse(header) is { } principal ? ToCaller(principal, _options) : null;

    /// <summary>Maps claims to a caller. Null: the issuer is not allowed, or the claims identify nobody.</summary>
    internal static Caller? ToCaller(Principal principal, AccessOptions options)
    {
        if (principal.Only("iss")?.TrimEnd('/') is not { } issuer || !options.Issuers().Contains(issuer, StringComparer.OrdinalIgnoreCase) || NameOf(principal, options) is not { } name)
        {
            return null;
        }

        var isAdmin = principal.All("roles").Concat(principal.All(principal.RoleType)).Contains(options.PrincipalAdminRole, StringComparer.Ordinal);
        return new Caller(options.PrincipalTenant, name, isAdmin ? Role.Admin : Role.User) { DisplayName = DisplayNameOf(principal) };
    }

    /// <summary>Reads the header's value: base64 of <c>{"role_typ": …, "claims": [{"typ": …, "val": …}]}</c>. Null: malformed.</summary>
    internal static Principal? Parse(string header)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(header)));
            var root = document.RootElement;
            var roleType = root.TryGetProperty("role_typ", out var type) ? type.GetString() : null;
            var claims = root.GetProperty("claims").EnumerateArray()
                .Select(claim => (Type: claim.GetProperty("typ").GetString() ?? string.Empty, Value: claim.GetProperty("val").GetString() ?? string.Empty));
            return new Principal([.. claims], roleType ?? string.Empty);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The owner name: by the ids, or by the claim that the deployment names. Null: there is none, or it is not free for callers of the platform.</summary>
    private static string? NameOf(Principal principal, AccessOptions options)
    {
        if (options.PrincipalNameClaim is not { Length: > 0 } type)
        {
            return OwnerName.OfPlatform(First(principal, TenantIds), First(principal, ObjectIds));
        }

        return principal.Only(type) is { } claim && OwnerName.Of(claim) is var name && name != KnownOwners.Admin && !OwnerName.Reserved.Contains(name) ? name : null;
    }

    private static string? DisplayNameOf(Principal principal) =>
        First(principal, DisplayNames) is { } name ? Texts.Cut(string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c)), MaxDisplayName) : null;

    private static string? First(Principal principal, string[] types) => types.Select(principal.Only).FirstOrDefault(value => value is not null);
}
