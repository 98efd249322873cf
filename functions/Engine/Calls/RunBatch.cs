using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Engine.Calls;

/// <summary>Runs of one shard and one second (late ones: of several) whose agents are called concurrently: the input of one orchestration with one step.</summary>
/// <param name="Id">The instance id, see <see cref="IdOf"/>; the runs' rows name it.</param>
/// <param name="Shard">The partition.</param>
/// <param name="NotBefore">Their second, if they got their slots before it. Null: they are called at once.</param>
/// <param name="Runs">1–100.</param>
public sealed record RunBatch(string Id, string Shard, DateTimeOffset? NotBefore, IReadOnlyList<BatchedRun> Runs)
{
    /// <summary>
    /// Derives the id of a batch, for example <c>s03-20260105T090000-5f2c9a70b1d4e683</c>. It depends on the runs that are to open, not on those
    /// that get a slot, so that a redelivered message starts nothing twice.
    /// </summary>
    /// <param name="shard">The partition.</param>
    /// <param name="second">Their due time.</param>
    /// <param name="runs">Their ids.</param>
    internal static string IdOf(string shard, DateTimeOffset second, IEnumerable<string> runs)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', runs.Order(StringComparer.Ordinal))));
        return string.Create(CultureInfo.InvariantCulture, $"{shard}-{second.UtcDateTime:yyyyMMdd'T'HHmmss}-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}");
    }
}
