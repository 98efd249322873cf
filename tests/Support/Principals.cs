using System.Text;
using System.Text.Json;

namespace AgentSched.Tests.Support;

/// <summary>Callers as App Service authentication sends them.</summary>
internal static class Principals
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL";
    public const string Tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    public const string Issuer = $"https://login.microsoftonline.com/{Tenant}/v2.0";

    /// <summary>The header of a user.</summary>
    /// <param name="signInName">Its sign-in name, which is mutable and decides nothing; another user has another one here.</param>
    /// <param name="name">Its display name.</param>
    /// <param name="issuer">Who issued its token.</param>
    /// <param name="role">Its app role. Null: none.</param>
    /// <param name="objectId">Its object id. Null: one that follows from the sign-in name.</param>
    public static string Of(string signInName, string name = "Ann", string issuer = Issuer, string? role = null, string? objectId = null) => Encode(
        ("iss", issuer),
        ("http://schemas.microsoft.com/identity/claims/tenantid", Tenant),
        ("http://schemas.microsoft.com/identity/claims/objectidentifier", objectId ?? ObjectIdOf(signInName)),
        ("preferred_username", signInName),
        ("name", name),
        ("roles", role));

    /// <summary>The object id of the user with a sign-in name.</summary>
    public static string ObjectIdOf(string signInName) => new Guid(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(signInName)).AsSpan(0, 16)).ToString("D");

    /// <summary>The owner name of that user.</summary>
    public static string OwnerOf(string signInName) => $"entra:{Tenant}:{ObjectIdOf(signInName)}";

    /// <summary>The header of these claims; those without a value are left out.</summary>
    public static string Encode(params (string Type, string? Value)[] claims) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
    {
        auth_typ = "aad",
        name_typ = "name",
        role_typ = "roles",
        claims = claims.Where(claim => claim.Value is not null).Select(claim => new { typ = claim.Type, val = claim.Value }),
    }));

    /// <summary>The API in the browser of a user, on a page of the app, unless another site is given.</summary>
    public static ApiClient In(TestApp app, string principal, string? site = "same-origin")
    {
        var api = app.As(null);
        api.Http.DefaultRequestHeaders.Add(Header, principal);
        if (site is not null)
        {
            api.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);
        }

        return api;
    }
}
