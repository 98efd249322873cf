using AgentSched.Access;
using AgentSched.Activities;
using AgentSched.Agents;
using AgentSched.Budgets;
using AgentSched.Dispatch;
using AgentSched.Runs;
using AgentSched.Schedules;
using AgentSched.Storage.Shards;
using AgentSched.Usage;
using AgentSched.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Storage;

/// <summary>The services of this wing.</summary>
internal static class StorageServices
{
    /// <summary>Clients, tables, queues and blobs.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services) => services
        .AddSingleton<RequestCounter>()
        .AddSingleton<StorageClients>()
        .AddSingleton<TableStore>()
        .AddSingleton<RowCache>()
        .AddSingleton<ShardTurns>()
        .AddSingleton<KeyTable>()
        .AddSingleton<TokenKey>()
        .AddSingleton<AgentTable>()
        .AddSingleton<ScheduleTable>()
        .AddSingleton<OwnerTable>()
        .AddSingleton<DueTable>()
        .AddSingleton<ClaimTable>()
        .AddSingleton<RunTable>()
        .AddSingleton<ShardRows>()
        .AddSingleton<RunQueue>()
        .AddSingleton<RunLogs>()
        .AddSingleton<ActivityFeed>()
        .AddSingleton<TenantFeed>()
        .AddSingleton<UsageTable>()
        .AddSingleton<OwnerLimits>()
        .AddSingleton<DeliveryQueue>()
        .AddHostedService<StorageSetup>();
}
