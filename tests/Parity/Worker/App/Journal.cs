using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Parity.Worker.App;

/// <summary>What functions and middleware did, in order; tests await its entries instead of sleeping.</summary>
/// <param name="file">where entries go as well, for tests in another process; null: nowhere</param>
public sealed class Journal(string? file = null)
{
    /// <summary>Environment variable: the file of an app that runs in a process of its own.</summary>
    public const string FileVariable = "PARITY_JOURNAL";

    private readonly Lock _lock = new();
    private readonly Channel<string> _entries = Channel.CreateUnbounded<string>();

    /// <summary>Things that a test holds back: a function awaits the gate of its name.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Gates { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> All { get; } = new();

    public void Add(string entry)
    {
        if (file is not null)
        {
            lock (_lock)
            {
                File.AppendAllText(file, entry + "\n");
            }
        }

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
