using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AgentSched.Model.Access;

/// <summary>
/// An API key as a caller sends it: <c>ask_&lt;id&gt;_&lt;secret&gt;</c>. The id (4–32 of a–z 0–9) names the key, the secret
/// (at least 32 of A–Z a–z 0–9) proves it. Only a hash of the secret is ever stored.
/// </summary>
internal sealed partial class ApiKey
{
    /// <summary>Prefix of every key.</summary>
    public const string Prefix = "ask_";

    private const int SecretLength = 40;
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string SecretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly string _secret;

    private ApiKey(string id, string secret) => (Id, _secret) = (id, secret);

    public string Id { get; }

    /// <summary>SHA-256 of the secret. It needs no salt and no key stretching: the secret is random, not a password.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(_secret));

    public static ApiKey Create() =>
        new(RandomNumberGenerator.GetString(IdAlphabet, 12), RandomNumberGenerator.GetString(SecretAlphabet, SecretLength));

    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKey? key)
    {
        key = text is { Length: <= 400 } && Shape().Match(text) is { Success: true } match
            ? new ApiKey(match.Groups["id"].Value, match.Groups["secret"].Value)
            : null;
        return key is not null;
    }

    /// <summary>Compares in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash, hash);

    /// <summary>The whole key, for the only response that shows it.</summary>
    public string Reveal() => $"ask_{Id}_{_secret}";

    /// <inheritdoc/>
    public override string ToString() => $"ask_{Id}_…";

    [GeneratedRegex(@"^ask_(?<id>[a-z0-9]{4,32})_(?<secret>[A-Za-z0-9]{32,256})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
