using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Agents;
using AgentSched.Storage;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentSched.Runs;

/// <summary>
/// Where asynchronous agents send their answers, and with which token: <c>s03_&lt;mac&gt;</c>, good for one run. The token follows from
/// the run and a key, so it is stored nowhere, and a call that is repeated after a crash offers the same one. It is used up when
/// the run ends.
/// </summary>
public sealed class CallbackTokens(TableStore store, StorageClients clients, IOptions<AgentSchedOptions> options, IConfiguration configuration)
{
    private const int KeyLength = 32;
    private byte[]? _key;

    /// <summary>The callback to offer for a run; null: nobody told this app its public address, so no agent could reach it.</summary>
    internal async Task<Callback?> OfferAsync(string shard, RunId run, CancellationToken cancel) => PublicUrl() is { } address
        ? new Callback(new Uri(address, $"/api/callbacks/{run}"), $"{shard}_{Mac(await KeyAsync(cancel), shard, run)}")
        : null;

    /// <summary>The run's partition where the token is the run's; null where it is not. In constant time.</summary>
    internal async Task<string?> CheckAsync(string token, RunId run, CancellationToken cancel)
    {
        var cut = token.IndexOf('_', StringComparison.Ordinal);
        if (cut is < 1 or > 8 || token.Length > 100)
        {
            return null;
        }

        var expected = Mac(await KeyAsync(cancel), token[..cut], run);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token[(cut + 1)..]), Encoding.UTF8.GetBytes(expected)) ? token[..cut] : null;
    }

    private Uri? PublicUrl() =>
        options.Value.PublicUrl ?? (configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } host && Uri.TryCreate($"https://{host}", UriKind.Absolute, out var url) ? url : null);

    private static string Mac(byte[] key, string shard, RunId run) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{shard}/{run}")));

    /// <summary>The setting, or else a random key that the first process wrote: whoever reads the table can forge callbacks, but could change the runs just as well.</summary>
    private async Task<byte[]> KeyAsync(CancellationToken cancel)
    {
        if (_key is { } known)
        {
            return known;
        }

        if (options.Value.CallbackKey is { Length: > 0 } setting)
        {
            return _key = SHA256.HashData(Encoding.UTF8.GetBytes(setting));
        }

        if (await store.GetAsync(Keys.MetaPartition, Keys.CallbackKeyRow, cancel) is not { } row)
        {
            row = new TableEntity(Keys.MetaPartition, Keys.CallbackKeyRow) { ["Key"] = RandomNumberGenerator.GetBytes(KeyLength) };
            try
            {
                await clients.Table.AddEntityAsync(row, cancel);
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                row = (await store.GetAsync(Keys.MetaPartition, Keys.CallbackKeyRow, cancel))!; // another process was faster
            }
        }

        return _key = row.GetBinary("Key");
    }
}
