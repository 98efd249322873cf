using System.Collections.Concurrent;
using AgentSched.Faults;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace AgentSched.Parity.Storage;

/// <summary>An account of its own, clients that reach it through a proxy that spoils requests, and clients that go straight there.</summary>
internal sealed class FaultyNetwork : IAsyncDisposable
{
    private const int Faults = 6;

    private readonly StorageProxy _proxy;
    private readonly ConcurrentBag<StorageRequest> _doubtful = [];
    private readonly ConcurrentDictionary<string, int> _spoiled = new(StringComparer.Ordinal);

    private FaultyNetwork(StorageProxy proxy, string direct, string through) => (_proxy, Direct, Through) = (proxy, direct, through);

    public string Direct { get; }

    public string Through { get; }

    public StorageProxy Proxy => _proxy;

    /// <summary>How often a call tries again. Few leave more calls without an outcome.</summary>
    public int Retries { get; init; } = 3;

    public static async Task<FaultyNetwork> StartAsync(AzuriteFixture azurite, int retries = 3)
    {
        var number = azurite.TakeNumber();
        var proxy = await StorageProxy.StartAsync(azurite.Server, TestContext.Current.CancellationToken);
        return new FaultyNetwork(proxy, azurite.Server.ConnectionString(number), proxy.ConnectionString(number)) { Retries = retries };
    }

    public T Patient<T>(T options)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = Retries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(2);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(20);
        return options;
    }

    public TableClient Table(string name) => new(Through, name, Patient(new TableClientOptions()));

    public QueueClient Queue(string name) => new(Through, name, Patient(new QueueClientOptions()));

    public BlobContainerClient Container(string name) => new(Through, name, Patient(new BlobClientOptions()));

    /// <summary>
    /// Spoils this share of the requests from now on. Seed and order of arrival decide about each. Requests that may not be <paramref name="late"/>
    /// are those that no client could take back when they are carried out after a later call: an unconditional write, or an insert of a row that is deleted next.
    /// </summary>
    public void Spoil(int seed, double share, Func<StorageRequest, bool> late) => _proxy.Decide = request =>
    {
        var draw = new Random(HashCode(seed, request.Sequence));
        if (draw.NextDouble() >= share)
            return ProxyVerdict.Forward;
        var fault = draw.Next(Faults);
        var time = TimeSpan.FromMilliseconds(draw.Next(40));
        if (fault == 4 && !late(request))
            fault = 3;
        if (fault is 3 or 4)
            _doubtful.Add(request);
        var (name, verdict) = fault switch
        {
            0 => ("500", ProxyVerdict.Fail(500, "InternalError")),
            1 => ("503", ProxyVerdict.Fail(503, "ServerBusy", time)),
            2 => ("reset", ProxyVerdict.Reset.Delayed(time / 4)),
            3 => ("answer lost", ProxyVerdict.LoseResponse),
            4 => ("late", ProxyVerdict.Late.Delayed(time)),
            _ => ("delay", ProxyVerdict.Delay(time)),
        };
        _spoiled.AddOrUpdate(name, 1, (_, count) => count + 1);
        return verdict;
    };

    /// <summary>Whether a request that was carried out without an answer had this in its path or body.</summary>
    public bool LostAnAnswerOf(string text) =>
        _doubtful.Any(request => request.Path.Contains(text, StringComparison.Ordinal) || request.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>Ends the trouble and returns when nothing is under way any more. Each kind of fault must have happened.</summary>
    public async Task CalmAsync()
    {
        _proxy.Decide = null;
        while (_proxy.InFlight > 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.True(_spoiled.Count >= Faults - 1, string.Join(", ", _spoiled));
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    // System.HashCode differs from process to process.
    private static int HashCode(int seed, long sequence) => unchecked((int)((((ulong)seed * 1_000_003) + (ulong)sequence) * 0x9E3779B97F4A7C15 >> 33));
}
