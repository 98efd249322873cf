using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AgentSched.Model.Schedules;

/// <summary>Creates schedule ids.</summary>
internal static partial class ScheduleId
{
    private const int Length = 16;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    [GeneratedRegex(@"^[a-z0-9]{16}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Shape();

    public static string Random() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Derives the id from an idempotency key, so that a repeated request finds the schedule that the first one created.</summary>
    public static string Of(string tenant, string owner, string agent, string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"key/{tenant}/{owner}/{agent}/{key}"));
        return string.Create(Length, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[bytes[i] % 32];
            }
        });
    }
}
