using System.Collections.Concurrent;
using System.Xml.Linq;
using AgentSched.Faults;
using AgentSched.Storage.Account;
using Azure.Storage.Queues;

namespace AgentSched.Bench;

/// <summary>What goes wrong with storage: requests that fail, are cut, are late or lose their answer, and messages that come again, soon or much later.</summary>
internal sealed class ChaosStorage(string storage, double faults, Random random, ChaosCounts counts)
{
    private const double Duplicates = 0.1; // of all messages
    private const int LongestPause = 40; // seconds until a message comes again

    private readonly QueueClient _queue = new(storage, StorageClients.RunsQueue);
    private readonly ConcurrentQueue<string> _earlier = new();

    /// <summary>Says what becomes of a request.</summary>
    public ProxyVerdict Decide(StorageRequest request)
    {
        var (spoil, kind, wait) = (0.0, 0, 0);
        lock (random)
        {
            (spoil, kind, wait) = (random.NextDouble(), random.Next(7), random.Next(50, 2500));
        }

        if (spoil >= faults)
        {
            return ProxyVerdict.Forward;
        }

        (string Name, ProxyVerdict Verdict) what = kind switch
        {
            0 => ("answered with 500", ProxyVerdict.Fail(500, "InternalError")),
            1 => ("answered with 503", ProxyVerdict.Fail(503, "ServerBusy")),
            2 => ("cut", ProxyVerdict.Reset),
            3 => ("carried out after the app gave up", ProxyVerdict.Late.Delayed(TimeSpan.FromMilliseconds(wait))),
            4 => ("delayed", ProxyVerdict.Delay(TimeSpan.FromMilliseconds(wait))),
            _ => ("done, its answer lost", ProxyVerdict.LoseResponse),
        };
        counts.Add($"storage request {what.Name}");
        return what.Verdict;
    }

    /// <summary>Sends some of the app's messages once more.</summary>
    public async Task RepeatMessageAsync(StorageRequest request)
    {
        if (request is not { Kind: "queue put", Resource: StorageClients.RunsQueue } || XDocument.Parse(request.Text).Root?.Element("MessageText")?.Value is not { } text)
        {
            return;
        }

        _earlier.Enqueue(text);
        var (again, old, seconds) = (false, false, 0);
        lock (random)
        {
            (again, old, seconds) = (random.NextDouble() < Duplicates, random.NextDouble() < Duplicates, random.Next(LongestPause));
        }

        if (again)
        {
            await SendAsync(text, TimeSpan.FromSeconds(seconds), "message that came twice");
        }

        if (old && _earlier.Count > 50 && _earlier.TryDequeue(out var earlier))
        {
            await SendAsync(earlier, TimeSpan.Zero, "message that came again long after");
        }
    }

    private async Task SendAsync(string text, TimeSpan visibleIn, string what)
    {
        await _queue.SendMessageAsync(text, visibleIn, TimeSpan.FromSeconds(-1));
        counts.Add(what);
    }
}
