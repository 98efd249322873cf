using System.Text;
using System.Text.Json;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Door;

/// <summary>
/// Reads the caller that App Service authentication has authenticated. The platform sends it in a header that anybody can send if that authentication
/// is off, so the header is read only if the platform's own setting says that it is on.
/// </summary>
public sealed class PrincipalReader(IConfiguration configuration, IOptions<AccessOptions> options)
{
    private const string Header = "X-MS-CLIENT-PRINCIPAL";
    private const string Switch = "WEBSITE_AUTH_ENABLED"; // set by the platform, "True" or "False"
    private const int MaxLength = 64 * 1024;

    /// <summary>Claims that name a caller without the configured claim, such as an application. Users cannot set them.</summary>
    private static readonly string[] Ids =
    [
        "http://schemas.microsoft.com/identity/claims/objectidentifier", "oid", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", "sub",
    ];

    private readonly bool _trusted = string.Equals(configuration[Switch], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The caller. Null: the platform's authentication is off, or the header is missing or malformed.</summary>
    internal Caller? Read(HttpRequest request) =>
        _trusted && request.Headers[Header] is [{ Length: > 0 and < MaxLength } header] && Parse(header) is { } principal ? ToCaller(principal, options.Value) : null;

    internal static Caller? ToCaller(Principal principal, AccessOptions options)
    {
        var name = principal.Only(options.PrincipalNameClaim) ?? Ids.Select(principal.Only).FirstOrDefault(id => id is not null);
        if (name is null)
        {
            return null;
        }

        var isAdmin = principal.All("roles").Concat(principal.All(principal.RoleType)).Contains(options.PrincipalAdminRole, StringComparer.Ordinal);
        return new Caller(options.PrincipalTenant, OwnerName.Of(name), isAdmin ? Role.Admin : Role.User);
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
}
