using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace AgentSched.FunctionsHost.Http;

/// <summary>
/// Function keys; not asked for on a developer's machine unless the setting Host:EnableAuth is true. Then the keys are
/// settings, too: Host:Keys:master, Host:Keys:system, Host:Keys:default (any function) and Host:FunctionKeys:{function}.
/// </summary>
internal sealed class FunctionKeys(IConfiguration settings)
{
    private readonly bool _enabled = settings.GetValue("Host:EnableAuth", false);

    public bool Allow(HttpRequest request, HttpRoute route)
    {
        if (!_enabled || route.Level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        var given = request.Headers.TryGetValue("x-functions-key", out var header) ? header.ToString() : request.Query["code"].ToString();
        return Same(given, "Host:Keys:master") || route.Level switch
        {
            AuthorizationLevel.Function => Same(given, "Host:Keys:default") || Same(given, $"Host:FunctionKeys:{route.Function.Name}"),
            AuthorizationLevel.System => Same(given, "Host:Keys:system"),
            _ => false,
        };
    }

    private bool Same(string given, string setting) =>
        settings[setting] is { Length: > 0 } key
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));
}
