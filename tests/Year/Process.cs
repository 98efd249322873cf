using AgentSched.Api.Schedules;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Closings;
using AgentSched.Engine.Openings;
using AgentSched.Engine.Sweeps;
using AgentSched.Engine.Ticks;
using AgentSched.Storage.Account;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Tables;
using Azure;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentSched.Year;

/// <summary>One process of the app from its start to its death: all of the app's own parts, put together as the app does it, over storage in memory.</summary>
internal sealed class Process : IDisposable
{
    private readonly ServiceProvider _services;

    private Process(World world, Faults faults, ServiceProvider services, Calls calls)
    {
        (Faults, _services) = (faults, services);
        Clock = services.GetRequiredService<TimeProvider>();
        Durable = new MemoryDurable(calls, faults);
        Dispatcher = services.GetRequiredService<Dispatcher>();
        Sweep = services.GetRequiredService<Sweep>();
        Starter = ActivatorUtilities.CreateInstance<RunStarter>(services);
        Poison = services.GetRequiredService<PoisonQueues>();
        Closer = services.GetRequiredService<RunCloser>();
        Ahead = services.GetRequiredService<EarlyRuns>();
        Agents = services.GetRequiredService<AgentTable>();
        Editor = services.GetRequiredService<ScheduleEditing>();
        world.Counts.Add("start of a process");
    }

    public Faults Faults { get; }

    public TimeProvider Clock { get; }

    public MemoryDurable Durable { get; }

    public Dispatcher Dispatcher { get; }

    public Sweep Sweep { get; }

    public RunStarter Starter { get; }

    public PoisonQueues Poison { get; }

    public RunCloser Closer { get; }

    public EarlyRuns Ahead { get; }

    public AgentTable Agents { get; }

    public ScheduleEditing Editor { get; }

    /// <summary>Any other part of the app.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>All that the app registers; the same for every process.</summary>
    public static IServiceCollection Template(World world)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true", // nothing ever connects
            ["DispatchCron"] = "0 * * * * *", // and no timer fires by itself
            ["SweepCron"] = "30 * * * * *",
            ["AgentSched:Shards"] = world.Options.Shards.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        builder.AddAgentSched();
        builder.Services.AddSingleton<ILoggerFactory>(new Alarms(world));
        builder.Services.AddSingleton(new StorageClients(builder.Configuration, new RequestCounter()));
        return builder.Services;
    }

    public static Process Start(World world, IServiceCollection template, Calls calls, Action<RunRequest, TimeSpan> send, ExtraTicks soon)
    {
        var faults = new Faults(world);
        var services = new ServiceCollection();
        foreach (var service in template)
        {
            ((ICollection<ServiceDescriptor>)services).Add(service);
        }

        services.AddSingleton<TimeProvider>(new ProcessClock(world.Clock, TimeSpan.FromMilliseconds(world.Random.Next(-1500, 1500))));
        services.AddSingleton(faults);
        services.AddSingleton(world.Table);
        services.AddSingleton(send);
        services.AddSingleton(soon);
        services.AddSingleton<TableStore, MemoryStore>();
        services.AddSingleton<RunQueue, MemoryQueue>();
        return new Process(world, faults, services.BuildServiceProvider(), calls);
    }

    public void Dispose() => _services.Dispose();

    /// <summary>Errors that the app logs are problems, but for those that follow from what the simulation did to it.</summary>
    private sealed class Alarms(World world) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null and not KilledException and not RequestFailedException { ErrorCode: Faults.Trouble } && IsEnabled(logLevel))
            {
                world.Problem($"logged: {formatter(state, exception)} {exception}");
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public void AddProvider(ILoggerProvider provider)
        {
            // it stays the only one
        }

        public void Dispose()
        {
            // nothing is held
        }
    }
}
