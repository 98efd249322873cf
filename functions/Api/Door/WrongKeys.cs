using AgentSched.Model.Access;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Door;

/// <summary>
/// Counts wrong API keys by address, in this process, so that who guesses keys, or repeats a revoked one, does not cost a storage request each time. Valid keys of the same address go on: a key
/// that was valid lately is looked up as always.
/// </summary>
/// <remarks>Bounded memory: 10,000 addresses and 1,000 keys (as hashes); beyond that, the oldest are forgotten.</remarks>
public sealed class WrongKeys(IOptions<AccessOptions> options, TimeProvider clock, ILogger<WrongKeys> logger)
{
    internal const int MaxAddresses = 10_000;
    internal const int MaxKeys = 1_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTimeOffset Since, int Count)> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _valid = new(StringComparer.Ordinal);

    /// <summary>Wrong keys that an address may send within a minute.</summary>
    internal int Quota => options.Value.WrongKeysPerMinute;

    /// <summary>How many addresses are counted now.</summary>
    internal int Addresses => _counts.Count;

    /// <summary>How long keys of an address are not looked up, unless they were valid lately. Null: they are.</summary>
    internal TimeSpan? WaitOf(string address, ApiKey? key)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            return _counts.TryGetValue(address, out var counted) && counted.Count >= options.Value.WrongKeysPerMinute && counted.Since + Window > now
                && !(key is not null && _valid.TryGetValue(NameOf(key), out var at) && at + Lately > now)
                    ? counted.Since + Window - now
                    : null;
        }
    }

    /// <summary>Counts a wrong key.</summary>
    internal void Add(string address)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            var counted = _counts.GetValueOrDefault(address);
            counted = counted.Since + Window > now ? (counted.Since, counted.Count + 1) : (now, 1);
            MakeRoom(_counts, address, MaxAddresses, entry => entry.Since);
            _counts[address] = counted;
            if (counted.Count == options.Value.WrongKeysPerMinute)
            {
                logger.WrongKeysSlowed(counted.Count, counted.Since + Window - now);
            }
        }
    }

    /// <summary>Remembers a key as valid.</summary>
    internal void AddValid(ApiKey key)
    {
        lock (_lock)
        {
            MakeRoom(_valid, NameOf(key), MaxKeys, at => at);
            _valid[NameOf(key)] = clock.GetUtcNow();
        }
    }

    private static void MakeRoom<T>(Dictionary<string, T> entries, string next, int max, Func<T, DateTimeOffset> at)
    {
        if (entries.Count >= max && !entries.ContainsKey(next))
        {
            entries.Remove(entries.MinBy(entry => at(entry.Value)).Key);
        }
    }

    private static string NameOf(ApiKey key) => $"{key.Id}/{Convert.ToBase64String(key.Hash)}"; // never the secret
}
