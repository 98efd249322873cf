using System.Text.Json;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Openings;
using AgentSched.Engine.Ticks;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Bench;

/// <summary>
/// The app's own parts in a process of their own, over tables in memory: ticks, claims, messages, opens, calls of an agent over HTTP and
/// closes, as fast as they go. Prints a line of JSON every so many runs. Missing: the host, the durable runtime, storage's client.
/// </summary>
internal static class MemoryApp
{
    /// <summary>The setting that says where the agent is.</summary>
    public const string AgentAddress = "MEMORY_AGENT";

    private const int Agents = 20;
    private const int Schedules = 100;
    private const int CallsAtOnce = 32;

    public static int Run(Options options)
    {
        var read = options.Read(("runs", 100_000, Schedules), ("every", 10_000, Schedules));
        RunAsync(read[0], read[1], new Uri(Environment.GetEnvironmentVariable(AgentAddress)!)).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int runs, int every, Uri agent)
    {
        var clock = new ShiftedClock();
        using var times = new ClosedRuns();
        await using var services = Services(clock, times);
        await FillAsync(services, agent, clock.GetUtcNow());
        var (dispatcher, queue, durable) = (services.GetRequiredService<Dispatcher>(), (BenchQueue)services.GetRequiredService<RunQueue>(), new BenchDurable());
        var (starter, steps) = (ActivatorUtilities.CreateInstance<RunStarter>(services), ActivatorUtilities.CreateInstance<RunSteps>(services));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce };
        for (var next = 0; times.Closed < runs;)
        {
            if (times.Closed >= next)
            {
                Console.WriteLine(JsonSerializer.Serialize(MemoryFigures.Now(times.Closed)));
                next += every;
            }

            clock.Offset += TimeSpan.FromMinutes(1);
            await dispatcher.DispatchDueAsync(clock.GetUtcNow(), CancellationToken.None);
            await Parallel.ForEachAsync(queue.Take(), parallel, async (message, cancel) => await starter.RunAsync(message, durable, cancel));
            await Parallel.ForEachAsync(durable.Take(), parallel, async (batch, _) => await steps.CallTogether(batch, durable, CancellationToken.None));
        }

        Console.WriteLine(JsonSerializer.Serialize(MemoryFigures.Now(times.Closed)));
    }

    private static ServiceProvider Services(TimeProvider clock, ILoggerProvider log)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true", // nothing ever connects
            ["DispatchCron"] = "0 * * * * *",
            ["SweepCron"] = "30 * * * * *",
            ["AgentSched:Shards"] = "4",
            ["AgentSched:LookAhead"] = "00:00:00",
            ["AgentSched:AllowedAgentNetworks"] = "loopback",
        });
        builder.Services.AddSingleton(clock);
        builder.AddAgentSched();
        builder.Logging.ClearProviders().AddProvider(log); // after the worker's own was added: what that keeps for a host, no host would take here
        builder.Services.AddSingleton<TableStore, BenchStore>();
        builder.Services.AddSingleton<RunQueue, BenchQueue>();
        return builder.Services.BuildServiceProvider();
    }

    private static async Task FillAsync(ServiceProvider services, Uri agent, DateTimeOffset now)
    {
        for (var i = 0; i < Agents; i++)
        {
            await services.GetRequiredService<AgentTable>().InsertAsync(BenchRows.Agent(BenchRig.NameOf(i), agent, now), CancellationToken.None);
        }

        for (var i = 0; i < Schedules; i++)
        {
            await services.GetRequiredService<ScheduleTable>().InsertAsync(BenchRows.Schedule(i, BenchRig.NameOf(i % Agents), now.AddSeconds(30), TimeSpan.FromMinutes(1), now), now, CancellationToken.None);
        }
    }

    /// <summary>Counts runs that were closed, by the app's log. What goes wrong is printed.</summary>
    private sealed class ClosedRuns : ILoggerProvider, ILogger
    {
        private const int ClosedId = 3001; // event id of RunsLog
        private int _closed;

        public int Closed => Volatile.Read(ref _closed);

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                Console.Error.WriteLine($"{logLevel}: {formatter(state, exception)} {exception}");
            }
            else if (eventId.Id == ClosedId)
            {
                Interlocked.Increment(ref _closed);
            }
        }

        public void Dispose()
        {
            // nothing is held
        }
    }
}
