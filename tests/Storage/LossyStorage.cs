using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using AgentSched.Faults;
using AgentSched.Storage;
using AgentSched.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Tests.Storage;

/// <summary>A storage account behind the fault proxy: what goes through it can lose the answer of each transaction once; what goes past it cannot.</summary>
internal sealed partial class LossyStorage : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _copies = new(StringComparer.Ordinal);

    private LossyStorage(StorageProxy proxy, string direct, string through) => (Proxy, Direct, Through) = (proxy, direct, through);

    public StorageProxy Proxy { get; }

    /// <summary>The connection string past the proxy.</summary>
    public string Direct { get; }

    public string Through { get; }

    /// <summary>How many transactions lost an answer.</summary>
    public int Lost => _copies.Count;

    public static async Task<LossyStorage> StartAsync(AzuriteFixture azurite)
    {
        var account = azurite.TakeAccount();
        var proxy = await StorageProxy.StartAsync(azurite.Server, TestContext.Current.CancellationToken);
        return new LossyStorage(proxy, azurite.Server.ConnectionString(account), proxy.ConnectionString(account));
    }

    /// <summary>From now on the service carries out the first copy of each transaction that matches, and its answer is lost.</summary>
    /// <param name="matches">By the body of the request. Null: all.</param>
    /// <param name="meanwhile">What somebody else does between the commit and the second copy; once.</param>
    public void LoseAnswers(Func<string, bool>? matches = null, Func<Task>? meanwhile = null) => Spoil(matches, ProxyVerdict.LoseResponse, request => After(request, meanwhile));

    /// <summary>From now on the first copy of each transaction that matches never arrives.</summary>
    /// <param name="matches">As above.</param>
    /// <param name="meanwhile">What somebody else does before the second copy; once.</param>
    public void LoseRequests(Func<string, bool>? matches, Func<Task> meanwhile)
    {
        Spoil(matches, ProxyVerdict.Reset, after: null);
        Proxy.Before = async request =>
        {
            if (IsFirst(request) && Interlocked.Exchange(ref _done, 1) == 0)
            {
                await meanwhile();
            }
        };
        _matches = matches;
    }

    /// <summary>From now on nothing is lost.</summary>
    public void Heal() => (Proxy.Decide, Proxy.Before, Proxy.After) = (null, null, null);

    public StorageClients Clients(bool direct = false) => new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = direct ? Direct : Through }).Build(), new RequestCounter());

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();

    private Func<string, bool>? _matches;
    private int _done;

    private void Spoil(Func<string, bool>? matches, ProxyVerdict verdict, Func<StorageRequest, Task>? after)
    {
        (_matches, _done) = (matches, 0);
        _copies.Clear();
        Proxy.Decide = request => request.Kind == "table batch" && IdOf(request) is { } id && (matches?.Invoke(request.Text) ?? true) && _copies.AddOrUpdate(id, 1, (_, n) => n + 1) == 1
            ? verdict
            : ProxyVerdict.Forward;
        Proxy.After = after;
    }

    private async Task After(StorageRequest request, Func<Task>? meanwhile)
    {
        // Decided already: this is the copy whose answer is lost, where it was the first.
        if (meanwhile is not null && request.Kind == "table batch" && IdOf(request) is not null && (_matches?.Invoke(request.Text) ?? true) && Interlocked.Exchange(ref _done, 1) == 0)
        {
            await meanwhile();
        }
    }

    private bool IsFirst(StorageRequest request) =>
        request.Kind == "table batch" && IdOf(request) is { } id && (_matches?.Invoke(request.Text) ?? true) && !_copies.ContainsKey(id);

    /// <summary>The transaction's id, or all of its text where it has none because it only deletes.</summary>
    private static string? IdOf(StorageRequest request) => Id().Match(request.Text) is { Success: true } match ? match.Groups[1].Value : KeysOf(request.Text);

    private static string? KeysOf(string text) => string.Concat(Row().Matches(text).Select(row => row.Value)) is { Length: > 0 } rows ? rows : null;

    [GeneratedRegex("\"Tx\":\"([^ \"]+)")]
    private static partial Regex Id();

    [GeneratedRegex("RowKey='[^']*'")]
    private static partial Regex Row();
}
