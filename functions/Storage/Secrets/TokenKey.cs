using System.Security.Cryptography;
using System.Text;
using AgentSched.Base;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Secrets;

/// <summary>
/// Secret key from which tokens and signing secrets are derived, so that none of them is stored. The text of each kind has its own prefix
/// (<c>webhook/…</c>, <c>hook/…</c>; callbacks begin with their shard), so that a token of one kind is never valid for another.
/// </summary>
public sealed class TokenKey(TableStore store, IOptions<AgentSchedOptions> options) : IDisposable
{
    private const int KeyLength = 32;
    private readonly SemaphoreSlim _reading = new(1);
    private byte[]? _key;

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    /// <summary>HMAC-SHA256 of a text under the key; 32 bytes.</summary>
    internal async Task<byte[]> MacAsync(string text, CancellationToken cancel) => HMACSHA256.HashData(await KeyAsync(cancel), Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// The setting, or else a random key stored by the first process: read access to the table allows forging tokens, but such a reader could
    /// change the runs as well. Read once, even with concurrent callers.
    /// </summary>
    private async Task<byte[]> KeyAsync(CancellationToken cancel)
    {
        if (_key is { } known)
        {
            return known;
        }

        await _reading.WaitAsync(cancel);
        try
        {
            return _key ??= options.Value.CallbackKey is { Length: > 0 } setting ? SHA256.HashData(Encoding.UTF8.GetBytes(setting)) : await ReadAsync(cancel);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<byte[]> ReadAsync(CancellationToken cancel)
    {
        if (await store.GetAsync(Keys.MetaPartition, Keys.CallbackKeyRow, cancel) is not { } row)
        {
            row = new TableEntity(Keys.MetaPartition, Keys.CallbackKeyRow) { ["Key"] = RandomNumberGenerator.GetBytes(KeyLength) };
            if (!await store.CommitAsync(new Transaction(row.PartitionKey).Insert(row), cancel))
            {
                row = (await store.GetAsync(Keys.MetaPartition, Keys.CallbackKeyRow, cancel))!; // another process was faster
            }
        }

        return row.GetBinary("Key");
    }
}
