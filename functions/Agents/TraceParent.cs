using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Runs;

namespace AgentSched.Agents;

/// <summary>The W3C <c>traceparent</c> of a call, so that an agent's own trace joins ours.</summary>
internal static class TraceParent
{
    /// <summary>The current trace; where there is none, one that follows from the run, so that all its attempts share a trace.</summary>
    public static string Of(RunId run, int attempt) => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : Made(run, attempt);

    private static string Made(RunId run, int attempt)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{run}")), hash);
        var trace = Convert.ToHexStringLower(hash[..16]);
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{run}/{attempt}")), hash);
        return $"00-{trace}-{Convert.ToHexStringLower(hash[..8])}-00"; // 00: not sampled by us
    }
}
