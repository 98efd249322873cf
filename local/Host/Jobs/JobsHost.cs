using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Settings;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Jobs;

/// <summary>The WebJobs SDK with queue listeners, the Durable extension and blob leases.</summary>
internal sealed class JobsHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Invoker _invoker;
    private readonly Dictionary<string, FunctionEntry> _functions;

    public JobsHost(IEnumerable<FunctionEntry> functions, HostSettings settings, string hostId, Invoker invoker, ILoggerFactory loggers)
    {
        _invoker = invoker;
        _functions = functions.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
        var types = new Types([EmittedFunctions.Emit(_functions.Values, settings, CallAsync), typeof(DurableClientFunction)]);

        // Tells the extension that orchestrations run in a worker.
        Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated");
        _host = new HostBuilder()
            .ConfigureHostConfiguration(configuration => configuration.AddConfiguration(settings.Configuration))
            .ConfigureAppConfiguration(configuration => configuration.AddConfiguration(settings.Configuration))
            .ConfigureWebJobs(jobs => jobs.AddAzureStorageCoreServices().AddAzureStorageQueues().AddDurableTask())
            .ConfigureServices(services => services
                .AddSingleton(loggers)
                .AddSingleton<ITypeLocator>(types)
                .AddSingleton<IHostIdProvider>(new Id(hostId))
                .AddSingleton<IWebHookProvider>(new WebHooks())
                .Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(5)))
            .Build();
    }

    public IServiceProvider Services => _host.Services;

    public async Task StartAsync(CancellationToken cancel)
    {
        await _host.StartAsync(cancel);
        var client = new TaskCompletionSource<string>();
        await _host.Services.GetRequiredService<IJobHost>().CallAsync(
            nameof(DurableClientFunction.ReadDurableClient), new Dictionary<string, object>(StringComparer.Ordinal) { ["result"] = client }, cancel);
        _invoker.DurableClient = await client.Task;
    }

    public Task StopAsync(CancellationToken cancel) => _host.StopAsync(cancel);

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<object?> CallAsync(string name, object? trigger, IBinder binder, CancellationToken cancel)
    {
        var function = _functions[name];
        var metadata = binder is Binder { BindingData: { } data } ? TypedDataConverter.Metadata(data, function.Trigger!.Name) : [];
        return TypedDataConverter.FromRpc(await _invoker.InvokeAsync(function, TypedDataConverter.ToRpc(trigger), metadata, cancel));
    }

    private sealed class Types(IReadOnlyList<Type> types) : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => types;
    }

    private sealed class Id(string id) : IHostIdProvider
    {
        public Task<string> GetHostIdAsync(CancellationToken cancellationToken) => Task.FromResult(id);
    }

    /// <summary>The Durable extension asks for the address of its HTTP API, which this host does not serve.</summary>
    private sealed class WebHooks : IWebHookProvider
    {
        public Uri GetUrl(IExtensionConfigProvider extension) => new("http://127.0.0.1/runtime/webhooks/durabletask");
    }
}

/// <summary>The host's only own function: asks the Durable extension for the value of durable client parameters.</summary>
public static class DurableClientFunction
{
    /// <summary>Puts the client's description, which is JSON, into <paramref name="result"/>.</summary>
    [NoAutomaticTrigger]
    [FunctionName(nameof(ReadDurableClient))]
    public static void ReadDurableClient([DurableClient] string client, TaskCompletionSource<string> result) => result.SetResult(client);
}
