using System.Globalization;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using AgentSched.Time.Specs;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Bench;

/// <summary>The app's tables without the app: agents and schedules are put where the app finds them, as it would have written them.</summary>
internal sealed class BenchRows : IAsyncDisposable
{
    private const int AtOnce = 16;

    private readonly ServiceProvider _services;

    private BenchRows(ServiceProvider services) => _services = services;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<BenchRows> OpenAsync(string storage, int shards)
    {
        var rows = new BenchRows(Builder(storage, shards).Services.BuildServiceProvider());
        await ActivatorUtilities.CreateInstance<StorageSetup>(rows._services).StartAsync(CancellationToken.None); // the worker's own hosted services want a host
        return rows;
    }

    /// <summary>The same over a table that is no storage account.</summary>
    public static BenchRows OfTable(TableStore table, int shards)
    {
        var builder = Builder("UseDevelopmentStorage=true", shards);
        builder.Services.AddSingleton(table);
        return new BenchRows(builder.Services.BuildServiceProvider());
    }

    private static FunctionsApplicationBuilder Builder(string storage, int shards)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["DispatchCron"] = "0 0 0 1 1 *",
            ["SweepCron"] = "0 0 0 1 1 *",
            ["AgentSched:Shards"] = shards.ToString(CultureInfo.InvariantCulture),
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddAgentSched();
        return builder;
    }

    public static Agent Agent(string name, Uri url, DateTimeOffset now) => new()
    {
        Tenant = AgentSchedOptions.DefaultTenant,
        Name = name,
        Kind = AgentKind.Trinity,
        Url = url,
        Owner = "bench",
        SharedWith = [],
        MaxConcurrent = 32,
        QueueDepth = 100,
        Timeout = Model.Agents.Agent.DefaultTimeout,
        Enabled = true,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>A schedule whose first occurrence is at <paramref name="due"/>.</summary>
    public static Schedule Schedule(int number, string agent, DateTimeOffset due, TimeSpan every, DateTimeOffset now) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"b{number * 7919L % 10_000_019:D15}"), // spread, as random ids are
        Tenant = AgentSchedOptions.DefaultTenant,
        Agent = agent,
        Owner = "bench",
        Name = $"bench {number}",
        Spec = ScheduleSpec.Parse(new SpecText { Every = every, Anchor = due }),
        Message = "Summarize what has changed since yesterday, and say what needs a decision.",
        CreatedAt = now,
        UpdatedAt = now,
    };

    public Task InsertAsync(IEnumerable<Agent> agents) => ForEachAsync(agents, agent => Get<AgentTable>().InsertAsync(agent, CancellationToken.None));

    public Task InsertAsync(IEnumerable<Schedule> schedules, DateTimeOffset now) =>
        ForEachAsync(schedules, schedule => Get<ScheduleTable>().InsertAsync(schedule, now, CancellationToken.None));

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static Task ForEachAsync<T>(IEnumerable<T> all, Func<T, Task<bool>> insert) => Parallel.ForEachAsync(
        all,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (one, _) =>
        {
            if (!await insert(one))
            {
                throw new InvalidOperationException($"{one} exists");
            }
        });
}
