using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Parity.Worker.App;

/// <summary>What functions and middleware did, in order; tests await its entries instead of sleeping.</summary>
public sealed class Journal
{
    private readonly Channel<string> _entries = Channel.CreateUnbounded<string>();

    /// <summary>Things that a test holds back: a function awaits the gate of its name.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Gates { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> All { get; } = new();

    public void Add(string entry)
    {
        All.Enqueue(entry);
        _entries.Writer.TryWrite(entry);
    }

    /// <summary>The next entry that starts so; others are passed over.</summary>
    public async Task<string> NextAsync(string start)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var entry = await _entries.Reader.ReadAsync(limit.Token);
            if (entry.StartsWith(start, StringComparison.Ordinal))
            {
                return entry;
            }
        }
    }
}
