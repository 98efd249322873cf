using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Base;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Storage.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Calls;

/// <summary>
/// Where asynchronous agents send their answers, and with which token: <c>s03_&lt;mac&gt;</c>, good for one run. The token follows from
/// the run and a key, so it is stored nowhere, and a call that is repeated after a crash offers the same one. It is used up when
/// the run ends.
/// </summary>
public sealed class CallbackTokens(TokenKey key, IOptions<AgentSchedOptions> options, IConfiguration configuration)
{
    /// <summary>The callback to offer for a run; null: nobody told this app its public address, so no agent could reach it.</summary>
    internal async Task<Callback?> OfferAsync(string shard, RunId run, CancellationToken cancel) => PublicUrl() is { } address
        ? new Callback(new Uri(address, $"/api/callbacks/{run}"), $"{shard}_{await MacAsync(shard, run, cancel)}")
        : null;

    /// <summary>The run's partition where the token is the run's; null where it is not. In constant time.</summary>
    internal async Task<string?> CheckAsync(string token, RunId run, CancellationToken cancel)
    {
        var cut = token.IndexOf('_', StringComparison.Ordinal);
        if (cut is < 1 or > 8 || token.Length > 100)
        {
            return null;
        }

        var expected = await MacAsync(token[..cut], run, cancel);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token[(cut + 1)..]), Encoding.UTF8.GetBytes(expected)) ? token[..cut] : null;
    }

    /// <summary>Where others reach this app, without <c>/api</c>; null: nobody said.</summary>
    internal Uri? PublicUrl() =>
        options.Value.PublicUrl ?? (configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } host && Uri.TryCreate($"https://{host}", UriKind.Absolute, out var url) ? url : null);

    private async Task<string> MacAsync(string shard, RunId run, CancellationToken cancel) => Base64Url.EncodeToString(await key.MacAsync($"{shard}/{run}", cancel));
}
