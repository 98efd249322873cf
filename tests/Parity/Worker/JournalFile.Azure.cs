using System.Collections.Concurrent;

namespace Parity.Worker;

/// <summary>What an app in another process wrote into its journal.</summary>
internal sealed class JournalFile(string path) : IDisposable
{
    private int _read;

    public IReadOnlyList<string> All => File.Exists(path) ? File.ReadAllLines(path) : [];

    public ConcurrentDictionary<string, TaskCompletionSource> Gates
    {
        get
        {
            Assert.Skip("needs to hold a function back, which runs in another process");
            return [];
        }
    }

    /// <summary>The next entry that starts so; others are passed over.</summary>
    public async Task<string> NextAsync(string start)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            foreach (var entry in All.Skip(_read))
            {
                _read++;
                if (entry.StartsWith(start, StringComparison.Ordinal))
                {
                    return entry;
                }
            }

            await Task.Delay(25, limit.Token);
        }
    }

    public void Dispose() => File.Delete(path);
}
