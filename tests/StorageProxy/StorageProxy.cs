using System.Collections.Concurrent;
using System.Net;
using AgentSched.Azurite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AgentSched.Faults;

/// <summary>
/// Stands between an app and Azurite on ports of its own, with the same accounts and keys, and breaks what a test asks it to break.
/// The order for each request: <see cref="Before"/>, <see cref="Decide"/>, Azurite, <see cref="After"/>, the answer. All of them run at the same time
/// for requests that are in flight at the same time. A request whose app is gone is still carried out, as a real service would.
/// </summary>
public sealed class StorageProxy : IAsyncDisposable
{
    private const long LargestBufferedBody = 8 * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly AzuriteServer _azurite;
    private readonly StorageForwarder _forwarder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<StorageRequest> _requests = [];
    private IReadOnlyList<Uri> _addresses = [];
    private long _count;
    private int _disposed;

    private StorageProxy(AzuriteServer azurite)
    {
        _azurite = azurite;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
            for (var service = 0; service < 3; service++)
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Says for each request what becomes of it; null forwards all. May be changed at any time.</summary>
    public Func<StorageRequest, ProxyVerdict>? Decide { get; set; }

    /// <summary>Awaited when a request has arrived and Azurite has not seen it.</summary>
    public Func<StorageRequest, Task>? Before { get; set; }

    /// <summary>Awaited when Azurite has answered (<see cref="StorageRequest.ResponseStatus"/>) and the app does not know it.</summary>
    public Func<StorageRequest, Task>? After { get; set; }

    /// <summary>False keeps no <see cref="Requests"/>, for load tests. Default true.</summary>
    public bool Recording { get; set; } = true;

    /// <summary>All requests so far in the order of arrival: a copy.</summary>
    public IReadOnlyList<StorageRequest> Requests => [.. _requests];

    /// <summary>How many requests arrived so far, recorded or not.</summary>
    public long Count => Interlocked.Read(ref _count);

    public static async Task<StorageProxy> StartAsync(AzuriteServer azurite, CancellationToken cancellationToken = default)
    {
        var proxy = new StorageProxy(azurite);
        await proxy._app.StartAsync(cancellationToken);
        proxy._addresses = [.. proxy._app.Urls.Select(address => new Uri(address))];
        return proxy;
    }

    /// <summary>The connection string of the account with this number, counted from 0, through the proxy.</summary>
    public string ConnectionString(int account = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(account, _azurite.Accounts);
        return AzuriteAccount.Numbered(account).ConnectionString(_addresses[0], _addresses[1], _addresses[2]);
    }

    /// <summary>Forgets the <see cref="Requests"/> so far; sequence numbers go on.</summary>
    public void ClearRequests() => _requests.Clear();

    /// <summary>Cuts what is in flight and stops listening. Azurite stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        await _stop.CancelAsync();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
            await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _forwarder.Dispose();
        _stop.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        try
        {
            await PassAsync(http, _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            http.Abort();
        }
    }

    private async Task PassAsync(HttpContext http, CancellationToken cancel)
    {
        var (service, address) = RouteOf(http.Connection.LocalPort);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var body = http.Request.ContentLength > LargestBufferedBody ? null : await ReadAsync(http, cancel);
        var request = new StorageRequest(Interlocked.Increment(ref _count), service, http.Request.Method, target, body ?? []);
        if (Recording)
            _requests.Enqueue(request);

        await (Before?.Invoke(request) ?? Task.CompletedTask);
        var verdict = Decide?.Invoke(request) ?? ProxyVerdict.Forward;
        if (verdict.Action == ProxyAction.Late)
            http.Abort();
        await Task.Delay(verdict.Wait, cancel);
        switch (verdict.Action)
        {
            case ProxyAction.Reset:
            case ProxyAction.Late when body is null:
                http.Abort();
                return;
            case ProxyAction.Fail:
                await StorageError.WriteAsync(http, request, verdict);
                return;
        }

        using var answer = await _forwarder.SendAsync(http, address, target, body, cancel);
        request.ResponseStatus = (int)answer.StatusCode;
        await (After?.Invoke(request) ?? Task.CompletedTask);
        cancel.ThrowIfCancellationRequested();
        if (verdict.Action == ProxyAction.LoseResponse)
            http.Abort();
        else if (verdict.Action != ProxyAction.Late)
            await StorageForwarder.AnswerAsync(http, answer, cancel);
    }

    private (StorageService Service, Uri Address) RouteOf(int port) =>
        port == _addresses[0].Port ? (StorageService.Blob, _azurite.BlobUri)
        : port == _addresses[1].Port ? (StorageService.Queue, _azurite.QueueUri)
        : (StorageService.Table, _azurite.TableUri);

    private static async Task<byte[]> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength is 0 || !http.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody)
            return [];

        using var buffer = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        await http.Request.Body.CopyToAsync(buffer, cancel);
        return http.Request.ContentLength == buffer.Length ? buffer.GetBuffer() : buffer.ToArray();
    }
}
