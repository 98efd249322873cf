using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Schedules;

/// <summary>One instant that a spec yields.</summary>
/// <param name="NominalTime">The instant itself: UTC, whole seconds. It names the occurrence, whatever the jitter is.</param>
/// <param name="DueTime">When it comes due: the same, or later by its share of the jitter.</param>
internal readonly record struct Occurrence(DateTimeOffset NominalTime, DateTimeOffset DueTime);

/// <summary>Spreads occurrences that many schedules have at the same instant.</summary>
internal static class Jitter
{
    /// <summary>The share of one occurrence: 0 to <paramref name="jitter"/>, both included, whole seconds; the same whenever it is asked for.</summary>
    public static TimeSpan Of(string scheduleId, DateTimeOffset nominal, TimeSpan jitter)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"jitter/{scheduleId}/{nominal.ToUnixTimeSeconds()}")), hash);
        return TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32LittleEndian(hash) % (uint)(jitter.TotalSeconds + 1));
    }
}
