using AgentSched.FunctionsHost.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentSched.FunctionsHost;

/// <summary>What the application builder registers for the functions to run here.</summary>
internal static class Hosting
{
    public static void Add(IServiceCollection services, WorkerMiddleware middleware, string[] arguments)
    {
        services.AddSingleton(middleware);
        services.AddSingleton(provider => new HostJson(
            provider.GetRequiredService<IOptions<LocalHostOptions>>().Value.ContentRoot ?? AppFolder.Find(),
            provider.GetRequiredService<IConfiguration>()));
        HostLogging.Add(services);
        services.AddSingleton(provider => new LocalHost(provider, PortArgument(arguments)));

        // Running functions have 30 s to end; the rest of the shutdown comes on top.
        services.Configure<HostOptions>(options => options.ShutdownTimeout = LocalHost.StopLimit + TimeSpan.FromSeconds(10));
    }

    /// <summary>After all that Program.cs registered, so that its own services run before the first request and end after the last.</summary>
    public static void AddLast(IServiceCollection services) =>
        services.AddSingleton<IHostedService>(provider => new LocalHostService(provider.GetRequiredService<LocalHost>()));

    public static IEnumerable<KeyValuePair<string, string?>> LocalValues() => LocalSettings.Read(Folder);

    public static string Folder => AppFolder.Find();

    private static string? PortArgument(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].StartsWith("--port=", StringComparison.OrdinalIgnoreCase))
            {
                return arguments[i]["--port=".Length..];
            }

            if (arguments[i].Equals("--port", StringComparison.OrdinalIgnoreCase) || arguments[i].Equals("-p", StringComparison.Ordinal))
            {
                return i + 1 < arguments.Length ? arguments[i + 1] : string.Empty;
            }
        }

        return null;
    }

    private sealed class LocalHostService(LocalHost host) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            host.Prepare();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => host.StartAsync(cancellationToken);

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
