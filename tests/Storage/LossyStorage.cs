using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using AgentSched.Faults;
using AgentSched.Storage.Account;
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
    public void LoseAnswers(Func<string, bool>? matches = null, Func<Task>? meanwhile = null) => (Proxy.Before, Proxy.After) = (null, Spoil(matches, ProxyVerdict.LoseResponse, meanwhile));

    /// <summary>From now on the first copy of each transaction that matches never arrives.</summary>
    /// <param name="matches">As above.</param>
    /// <param name="meanwhile">What somebody else does before the second copy; once.</param>
    public void LoseRequests(Func<string, bool>? matches, Func<Task> meanwhile) => (Proxy.Before, Proxy.After) = (Spoil(matches, ProxyVerdict.Reset, meanwhile), null);

    /// <summary>From now on nothing is lost.</summary>
    public void Heal() => (Proxy.Decide, Proxy.Before, Proxy.After) = (null, null, null);

    public StorageClients Clients(bool direct = false) => new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = direct ? Direct : Through }).Build(), new RequestCounter());

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();

    /// <returns>The hook that does what somebody else does, at the first copy of the first transaction that matches.</returns>
    private Func<StorageRequest, Task> Spoil(Func<string, bool>? matches, ProxyVerdict verdict, Func<Task>? meanwhile)
    {
        var done = 0;
        _copies.Clear();
        Proxy.Decide = request => IsOne(request) && _copies.AddOrUpdate(IdOf(request)!, 1, (_, n) => n + 1) == 1 ? verdict : ProxyVerdict.Forward;
        return request => meanwhile is not null && IsOne(request) && Interlocked.Exchange(ref done, 1) == 0 ? meanwhile() : Task.CompletedTask;

        bool IsOne(StorageRequest request) => request.Kind == "table batch" && IdOf(request) is not null && matches?.Invoke(request.Text) != false;
    }

    /// <summary>The transaction's id, or all of its text where it has none because it only deletes.</summary>
    private static string? IdOf(StorageRequest request) => Id().Match(request.Text) is { Success: true } match ? match.Groups[1].Value : KeysOf(request.Text);

    private static string? KeysOf(string text) => string.Concat(Row().Matches(text).Select(row => row.Value)) is { Length: > 0 } rows ? rows : null;

    [GeneratedRegex("\"Tx\":\"([^ \"]+)")]
    private static partial Regex Id();

    [GeneratedRegex("RowKey='[^']*'")]
    private static partial Regex Row();
}
