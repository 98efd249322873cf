using AgentSched.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace AgentSched.Bench;

/// <summary>The app on <c>local/Host</c> with its worker in this process, so that a bench can reach its services and replace its clock.</summary>
internal sealed class HostedApp : IAsyncDisposable
{
    private static readonly string[] Complaints = [" warn ", " fail ", " crit "];

    private readonly FunctionsHost _host;

    private HostedApp(FunctionsHost host, IServiceProvider services) => (_host, Services) = (host, services);

    /// <summary>Base address, with a slash at the end.</summary>
    public Uri Address => _host.Address;

    public IServiceProvider Services { get; }

    /// <summary>Invocations that have started and not ended.</summary>
    public int RunningInvocations => _host.RunningInvocations;

    /// <summary>Starts host and worker; the app answers when this returns. Warnings of the host go to standard error.</summary>
    /// <param name="configure">Called before the app's own services are added.</param>
    /// <param name="port">0: any free port.</param>
    /// <param name="runTimers">False: timers run only by <see cref="TickAsync"/>.</param>
    /// <param name="settings">App settings that override the environment. Null: none.</param>
    public static async Task<HostedApp> StartAsync(
        Action<FunctionsApplicationBuilder> configure, int port = 0, bool runTimers = true, IReadOnlyDictionary<string, string?>? settings = null)
    {
        IHost? worker = null;
        var host = await FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            Port = port,
            RunTimers = runTimers,
            Settings = settings ?? new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase),
            WorkerAssembly = typeof(AppBuilder).Assembly,
            Log = Complain,
            Worker = values =>
            {
                var builder = FunctionsApplication.CreateBuilder([]);
                builder.Configuration.AddInMemoryCollection(values);
                configure(builder);
                builder.AddAgentSched();
                return worker = builder.Build();
            },
        });
        return new HostedApp(host, worker!.Services);
    }

    /// <summary>Runs the dispatch timer now and awaits it.</summary>
    public Task TickAsync() => _host.RunTimerAsync("DispatchTimer");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static void Complain(string line)
    {
        if (Array.Exists(Complaints, level => line.Contains(level, StringComparison.Ordinal)))
        {
            Console.Error.WriteLine(line);
        }
    }
}
