using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Time.Specs;

/// <summary>Spreads occurrences of many schedules at the same instant.</summary>
internal static class Jitter
{
    /// <summary>The delay of one occurrence: 0 to <paramref name="jitter"/>, both included, whole seconds. Deterministic: derived from schedule and nominal time.</summary>
    public static TimeSpan Of(string scheduleId, DateTimeOffset nominal, TimeSpan jitter)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"jitter/{scheduleId}/{nominal.ToUnixTimeSeconds()}")), hash);
        return TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32LittleEndian(hash) % (uint)(jitter.TotalSeconds + 1));
    }
}
