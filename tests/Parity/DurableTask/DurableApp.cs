using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentSched.Parity.DurableTask;

/// <summary>A worker and a client on one task hub, as an application sets them up. <c>Hosting.*.cs</c> says what carries them.</summary>
public sealed partial class DurableApp : IAsyncDisposable
{
    private readonly IHost _host;

    private DurableApp(IHost host) => _host = host;

    public DurableTaskClient Client => _host.Services.GetRequiredService<DurableTaskClient>();

    public LogLines Log => _host.Services.GetRequiredService<LogLines>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<DurableApp> StartAsync(string account, Action<DurableTaskRegistry> tasks, DurableSettings? settings = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var log = new LogLines();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(log);
        AddHub(builder.Services, account, tasks, settings ?? new());
        var host = builder.Build();
        await host.StartAsync(Cancel);
        return new(host);
    }

    /// <summary>A process that starts and steers instances and runs none.</summary>
    public static DurableApp ClientOnly(string account)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        AddClient(builder.Services, account);
        return new(builder.Build());
    }

    /// <summary>Starts an instance and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, StartOrchestrationOptions? options = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, options, Cancel);
        return await EndOfAsync(id);
    }

    public async Task<OrchestrationMetadata> EndOfAsync(string id)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, limit.Token);
    }

    /// <summary>Waits until the instance, which has begun, is in this state.</summary>
    public async Task<OrchestrationMetadata> UntilAsync(string id, Func<OrchestrationMetadata, bool> reached)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await Client.GetInstanceAsync(id, getInputsAndOutputs: true, Cancel) is { } one && reached(one))
            {
                return one;
            }

            await Task.Delay(50, Cancel);
        }

        throw new TimeoutException($"{id} did not come to what was waited for");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    /// <summary>Adds a worker with these tasks, and a client.</summary>
    private static partial void AddHub(IServiceCollection services, string account, Action<DurableTaskRegistry> tasks, DurableSettings settings);

    /// <summary>Adds a client of a hub whose workers are elsewhere.</summary>
    private static partial void AddClient(IServiceCollection services, string account);
}

/// <summary>What a test may set of the hosting; a hub in memory has no use for any of it.</summary>
public sealed record DurableSettings
{
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Called with the method and the table of each storage request.</summary>
    public Action<string>? OnRequest { get; init; }
}
