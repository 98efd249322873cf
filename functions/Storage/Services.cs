using AgentSched.Storage.Account;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Due;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Secrets;
using AgentSched.Storage.Shards;
using AgentSched.Storage.Spending;
using AgentSched.Storage.Tables;
using AgentSched.Storage.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Storage;

/// <summary>Service registrations of the Storage wing.</summary>
internal static class StorageServices
{
    /// <summary>Registers clients, tables, queues and blobs.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services) => services
        .AddSingleton<RequestCounter>()
        .AddSingleton<StorageClients>()
        .AddSingleton<TableStore>()
        .AddSingleton<RowCache>()
        .AddSingleton<ShardLocks>()
        .AddSingleton<KeyTable>()
        .AddSingleton<TokenKey>()
        .AddSingleton<AgentTable>()
        .AddSingleton<AgentQuota>()
        .AddSingleton<ScheduleTable>()
        .AddSingleton<ScheduleNames>()
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
        .AddSingleton<DeadLetters>()
        .AddSingleton<PendingDeliveries>()
        .AddHostedService<StorageSetup>();
}
