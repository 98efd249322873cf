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
/// Callback addresses and tokens for asynchronous agents. A token, <c>s03_&lt;mac&gt;</c>, is valid for one run, until the run ends. It is
/// derived from the run and a key, so it is not stored, and a call that is repeated after a crash offers the same one.
/// </summary>
public sealed class CallbackTokens(TokenKey key, IOptions<AgentSchedOptions> options, IConfiguration configuration)
{
    /// <summary>The callback to offer for a run. Null: the app's public URL is not known, so no agent could reach it.</summary>
    internal async Task<Callback?> OfferAsync(string shard, RunId run, CancellationToken cancel) => PublicUrl() is { } address
        ? new Callback(new Uri(address, $"/api/callbacks/{run}"), $"{shard}_{await MacAsync(shard, run, cancel)}")
        : null;

    /// <summary>Checks a token in constant time and returns the run's partition. Null: the token is not valid for the run.</summary>
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

    /// <summary>Public URL of this app, without <c>/api</c>. Null: not known.</summary>
    internal Uri? PublicUrl() =>
        options.Value.PublicUrl ?? (configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } host && Uri.TryCreate($"https://{host}", UriKind.Absolute, out var url) ? url : null);

    private async Task<string> MacAsync(string shard, RunId run, CancellationToken cancel) => Base64Url.EncodeToString(await key.MacAsync($"{shard}/{run}", cancel));
}
