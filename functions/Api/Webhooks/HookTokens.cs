using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Secrets;

namespace AgentSched.Api.Webhooks;

/// <summary>
/// Issues and verifies hook tokens, <c>hook_…</c>. A token is the name of its schedule, encrypted and authenticated under the app's key, so that it says nothing to who reads it in a log. Only the
/// version of the valid token is stored, so reading the table reveals no token, and a new version invalidates older tokens.
/// </summary>
/// <remarks>Tokens of earlier versions, the name in plain text and its MAC, are still accepted: other systems have their URLs.</remarks>
public sealed class HookTokens(TokenKey key)
{
    private const string Prefix = "hook_";
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int MacLength = 32;
    private const int MaxLength = 400;

    /// <summary>Random version of a token; collision probability 1 in 2^31.</summary>
    internal static int NewVersion() => RandomNumberGenerator.GetInt32(1, int.MaxValue);

    /// <summary>The token of a schedule that has a hook.</summary>
    internal async Task<string> OfAsync(Schedule schedule, CancellationToken cancel)
    {
        var text = TextOf(new HookTarget(schedule.Tenant, schedule.Agent, schedule.Id, schedule.HookVersion));
        var (plain, nonce) = (Encoding.UTF8.GetBytes(text), (await MacAsync(text, cancel))[..NonceLength]); // the nonce follows from the text: never the same for two
        using var cipher = await CipherAsync(cancel);
        var (secret, tag) = (new byte[plain.Length], new byte[TagLength]);
        cipher.Encrypt(nonce, plain, secret, tag);
        return Prefix + Base64Url.EncodeToString([.. nonce, .. secret, .. tag]);
    }

    /// <summary>Verifies a token and returns its content. Null: this app did not issue it.</summary>
    internal async Task<HookTarget?> OpenAsync(string token, CancellationToken cancel) =>
        Bytes(token) is not { Length: > MacLength } bytes ? null
        : await DecryptedAsync(bytes, cancel) is { } text ? TargetOf(text)
        : await OpenEarlierAsync(bytes, cancel);

    private async Task<string?> DecryptedAsync(byte[] bytes, CancellationToken cancel)
    {
        using var cipher = await CipherAsync(cancel);
        var plain = new byte[bytes.Length - NonceLength - TagLength];
        try
        {
            cipher.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, plain.Length), bytes.AsSpan(^TagLength..), plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Verifies a token of an earlier version, in constant time.</summary>
    private async Task<HookTarget?> OpenEarlierAsync(byte[] bytes, CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetString(bytes.AsSpan(..^MacLength));
        return CryptographicOperations.FixedTimeEquals(await MacAsync(text, cancel), bytes.AsSpan(^MacLength..)) ? TargetOf(text) : null;
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

    private static HookTarget? TargetOf(string text) => text.Split('|') is [var tenant, var agent, var schedule, var version]
        ? new HookTarget(tenant, agent, schedule, int.Parse(version, CultureInfo.InvariantCulture))
        : null;

    private async Task<AesGcm> CipherAsync(CancellationToken cancel) => new(await key.MacAsync("hook-encryption", cancel), TagLength);

    private Task<byte[]> MacAsync(string text, CancellationToken cancel) => key.MacAsync($"hook/{text}", cancel);
}
