using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Secrets;

namespace AgentSched.Api.Webhooks;

/// <summary>
/// Issues and verifies hook tokens, <c>hook_…</c>. A token names its schedule and has a MAC under the app's key. Only the version of the valid token
/// is stored, so reading the table reveals no token, and a new version invalidates older tokens.
/// </summary>
public sealed class HookTokens(TokenKey key)
{
    private const string Prefix = "hook_";
    private const int MacLength = 32;
    private const int MaxLength = 400;

    /// <summary>Random version of a token; collision probability 1 in 2^31.</summary>
    internal static int NewVersion() => RandomNumberGenerator.GetInt32(1, int.MaxValue);

    /// <summary>The token of a schedule that has a hook.</summary>
    internal async Task<string> OfAsync(Schedule schedule, CancellationToken cancel)
    {
        var text = TextOf(new HookTarget(schedule.Tenant, schedule.Agent, schedule.Id, schedule.HookVersion));
        return Prefix + Base64Url.EncodeToString([.. Encoding.UTF8.GetBytes(text), .. await MacAsync(text, cancel)]);
    }

    /// <summary>Verifies a token, in constant time, and returns its content. Null: this app did not issue it.</summary>
    internal async Task<HookTarget?> OpenAsync(string token, CancellationToken cancel)
    {
        if (Bytes(token) is not { Length: > MacLength } bytes)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes.AsSpan(..^MacLength));
        return CryptographicOperations.FixedTimeEquals(await MacAsync(text, cancel), bytes.AsSpan(^MacLength..)) && text.Split('|') is [var tenant, var agent, var schedule, var version]
            ? new HookTarget(tenant, agent, schedule, int.Parse(version, CultureInfo.InvariantCulture))
            : null;
    }

    private static byte[]? Bytes(string token)
    {
        if (token.Length > MaxLength || !token.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string TextOf(HookTarget target) => string.Create(CultureInfo.InvariantCulture, $"{target.Tenant}|{target.Agent}|{target.Schedule}|{target.Version}");

    private Task<byte[]> MacAsync(string text, CancellationToken cancel) => key.MacAsync($"hook/{text}", cancel);
}
