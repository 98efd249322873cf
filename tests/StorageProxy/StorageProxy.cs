using System.Net;
using AgentSched.Azurite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentSched.Faults;

/// <summary>
/// Stands between an app and Azurite on ports of its own, with the same accounts and keys, and breaks what a test asks it to break.
/// The order for each request: <see cref="Before"/>, <see cref="Decide"/>, Azurite, <see cref="After"/>, the answer. All of them run at the same time
/// for requests that are in flight at the same time. A request whose app is gone is still carried out, as a real service would.
/// </summary>
public sealed class StorageProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ProxyPipeline _pipeline;
    private readonly AzuriteServer _azurite;
    private readonly Uri[] _addresses;
    private int _disposed;

    private StorageProxy(WebApplication app, ProxyPipeline pipeline, AzuriteServer azurite)
    {
        (_app, _pipeline, _azurite) = (app, pipeline, azurite);
        _addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a))];
        pipeline.Routes = new Dictionary<int, (StorageService, Uri)>
        {
            [_addresses[0].Port] = (StorageService.Blob, azurite.BlobUri),
            [_addresses[1].Port] = (StorageService.Queue, azurite.QueueUri),
            [_addresses[2].Port] = (StorageService.Table, azurite.TableUri),
        };
    }

    /// <summary>Says for each request what becomes of it; null forwards all. May be changed at any time.</summary>
    public Func<StorageRequest, ProxyVerdict>? Decide
    {
        get => _pipeline.Decide;
        set => _pipeline.Decide = value;
    }

    /// <summary>Awaited when a request has arrived and Azurite has not seen it.</summary>
    public Func<StorageRequest, Task>? Before
    {
        get => _pipeline.Before;
        set => _pipeline.Before = value;
    }

    /// <summary>Awaited when Azurite has answered (<see cref="StorageRequest.ResponseStatus"/>) and the app does not know it.</summary>
    public Func<StorageRequest, Task>? After
    {
        get => _pipeline.After;
        set => _pipeline.After = value;
    }

    /// <summary>True: storage is out of reach. Every request is cut, also one that waits in a hook or for its answer. A test that kills its app in a hook sets it first.</summary>
    public bool IsDown
    {
        get => _pipeline.IsDown;
        set => _pipeline.IsDown = value;
    }

    /// <summary>False keeps no <see cref="Requests"/>, for load tests. Default true.</summary>
    public bool Recording
    {
        get => _pipeline.Recording;
        set => _pipeline.Recording = value;
    }

    /// <summary>All requests so far in the order of arrival: a copy.</summary>
    public IReadOnlyList<StorageRequest> Requests => [.. _pipeline.Requests];

    /// <summary>How many requests arrived so far, recorded or not.</summary>
    public long Count => _pipeline.Count;

    /// <summary>Requests that are not done yet, also those whose app gave up. Zero: nothing more reaches Azurite by itself.</summary>
    public int InFlight => _pipeline.InFlight;

    public static async Task<StorageProxy> StartAsync(AzuriteServer azurite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(azurite);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
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
        var app = builder.Build();
        var pipeline = new ProxyPipeline();
        app.Run(pipeline.HandleAsync);
        try
        {
            await app.StartAsync(cancellationToken);
            return new StorageProxy(app, pipeline, azurite);
        }
        catch
        {
            pipeline.Dispose();
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of the account with this number, counted from 0, through the proxy.</summary>
    public string ConnectionString(int account = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(account, _azurite.Accounts);
        return AzuriteAccount.Numbered(account).ConnectionString(_addresses[0], _addresses[1], _addresses[2]);
    }

    /// <summary>Forgets the <see cref="Requests"/> so far; sequence numbers go on.</summary>
    public void ClearRequests() => _pipeline.Requests.Clear();

    /// <summary>Cuts what is in flight and stops listening. Azurite stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        await _pipeline.StopAsync();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
            await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _pipeline.Dispose();
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
