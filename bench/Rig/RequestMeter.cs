using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using AgentSched.Azurite;
using AgentSched.Faults;
using AgentSched.Storage.Account;
using AgentSched.Storage.Tables;

namespace AgentSched.Bench;

/// <summary>Counts every storage request that arrives at Azurite, from whomever: a proxy in front of it. Costs time, so what is timed goes without it.</summary>
internal sealed partial class RequestMeter : IAsyncDisposable
{
    private readonly StorageProxy _proxy;
    private readonly ConcurrentDictionary<RequestKind, Tally> _counts = new();

    private RequestMeter(StorageProxy proxy) => _proxy = proxy;

    /// <summary>Storage through the proxy.</summary>
    public string ConnectionString => _proxy.ConnectionString();

    /// <summary>All requests so far.</summary>
    public RequestCounts Counts => new(new Dictionary<RequestKind, Tally>(_counts));

    public static async Task<RequestMeter> StartAsync(AzuriteServer azurite)
    {
        var meter = new RequestMeter(await StorageProxy.StartAsync(azurite));
        meter._proxy.Recording = false;
        meter._proxy.Decide = request =>
        {
            meter.Count(request);
            return ProxyVerdict.Forward;
        };
        return meter;
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    private void Count(StorageRequest request)
    {
        var (service, what) = request.Kind.Split(' ', 2) is [var first, var rest] ? (first, rest) : (request.Kind, "");
        var (name, operations) = (request.Resource, 1);
        if (request.Service == StorageService.Table && name is "$batch")
        {
            var parts = Operation().Matches(request.Text);
            (name, operations) = (parts.FirstOrDefault()?.Groups["table"].Value ?? name, parts.Count);
        }

        if (name == StorageClients.TableName)
        {
            name = $"{name}/{PartitionOf(request)}";
        }

        var one = new Tally(1, operations, request.Body.Length);
        _counts.AddOrUpdate(new RequestKind(service, name, what), one, (_, sum) => sum.Plus(one));
    }

    /// <summary>The partition that a request is about; <c>s*</c> for those of agents, whatever their number.</summary>
    private static string PartitionOf(StorageRequest request) =>
        Partition().Match($"{Uri.UnescapeDataString(request.Path + request.Query.Replace('+', ' '))} {request.Text}") is { Success: true } match
            ? Keys.IsShard(match.Groups["partition"].Value) ? "s*" : match.Groups["partition"].Value.Split('|')[0]
            : "?";

    [GeneratedRegex(@"^(?:POST|PUT|PATCH|MERGE|DELETE|GET) https?://[^/]+/[^/]+/(?<table>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Operation();

    [GeneratedRegex(@"PartitionKey(?:=| eq |""\s*:\s*)['""](?<partition>[^'""]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Partition();
}
