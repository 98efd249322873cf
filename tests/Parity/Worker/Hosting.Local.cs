using System.Reflection;
using AgentSched.FunctionsHost;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parity.Worker.App;

namespace Parity.Worker;

/// <summary>The only file that knows the local host; with the originals another file gives these members.</summary>
internal sealed partial class RunningApp
{
    private readonly IHost _host;

    private RunningApp(IHost host, Uri address)
    {
        _host = host;
        Http = new HttpClient { BaseAddress = new Uri(address, "api/") };
    }

    public Journal Journal => _host.Services.GetRequiredService<Journal>();

    public static async Task<RunningApp> StartAsync(Action<FunctionsApplicationBuilder>? configure = null, bool timers = false, bool queues = false)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Services.Configure<LocalHostOptions>(options =>
        {
            options.Port = 0;
            options.FunctionsAssembly = typeof(RunningApp).Assembly;
            options.ContentRoot = AppContext.BaseDirectory;
            options.RunTimers = timers;
            options.RunQueues = queues;
            options.PollQueuesEvery = TimeSpan.FromMilliseconds(50);
        });
        AddTo(builder);
        AddSettings(builder);
        configure?.Invoke(builder);
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new RunningApp(host, host.Services.GetRequiredService<LocalHost>().Address);
    }

    /// <summary>What the host says about an app whose functions are in <paramref name="functions"/>.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(Assembly functions, Action<FunctionsApplicationBuilder>? configure = null)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Services.Configure<LocalHostOptions>(options => (options.Port, options.FunctionsAssembly, options.ContentRoot) = (0, functions, AppContext.BaseDirectory));
        builder.Logging.ClearProviders();
        configure?.Invoke(builder);
        using var host = builder.Build();
        return (await Assert.ThrowsAsync<LocalHostException>(() => host.StartAsync())).Problems;
    }

    public Task StopAsync() => _host.StopAsync();

    public Task TickAsync(string function) => _host.Services.GetRequiredService<LocalHost>().RunTimerAsync(function, CancellationToken.None);

    public Task SettleAsync(TimeSpan? limit = null) => _host.Services.GetRequiredService<LocalHost>().SettleAsync(limit ?? TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }
}
