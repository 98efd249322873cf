using AgentSched.Access;
using AgentSched.Activities;
using AgentSched.Agents;
using AgentSched.Backfill;
using AgentSched.Budgets;
using AgentSched.Chains;
using AgentSched.Dispatch;
using AgentSched.Live;
using AgentSched.Retention;
using AgentSched.Runs;
using AgentSched.Schedules;
using AgentSched.Storage;
using AgentSched.Telemetry;
using AgentSched.Usage;
using AgentSched.Webhooks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentSched;

/// <summary>Puts the app together, slice by slice; <c>Program</c> and the tests start from here.</summary>
internal static class AppBuilder
{
    /// <summary>
    /// In bytes, as the Functions host has it. The worker's own default, 30 MB, would break the connection of whoever sends more, where the endpoint has an
    /// answer in words, and refuse callbacks that are allowed to be larger.
    /// </summary>
    private const long HostsLargestBody = 100 * 1024 * 1024;

    public static void AddAgentSched(this FunctionsApplicationBuilder builder)
    {
        var settings = new SettingsCheck(builder.Configuration);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<AccessMiddleware>();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = HostsLargestBody);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // the web server logs each request's path, and the path of a hook contains its token
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddOptionsOf<AgentSchedOptions>(settings, AgentSchedRules.Problems)
            .AddTelemetry()
            .AddStorage()
            .AddAccess(settings)
            .AddAgents()
            .AddSchedules(settings)
            .AddDispatch(settings)
            .AddActivity()
            .AddLive(settings)
            .AddChains()
            .AddRuns()
            .AddWebhooks()
            .AddUsage()
            .AddBudgets()
            .AddRetention(settings);
        TelemetryExport.Add(builder);
        settings.Finish();
    }

    private static IServiceCollection AddTelemetry(this IServiceCollection services) => services
        .AddSingleton<Telemeter>();

    private static IServiceCollection AddStorage(this IServiceCollection services) => services
        .AddSingleton<RequestCounter>()
        .AddSingleton<StorageClients>()
        .AddSingleton<TableStore>()
        .AddSingleton<RowCache>()
        .AddSingleton<ShardTurns>()
        .AddHostedService<StorageSetup>();

    /// <summary>An app with a function that nobody said who may call does not start.</summary>
    private static IServiceCollection AddAccess(this IServiceCollection services, SettingsCheck settings)
    {
        Policy.Check(Policy.HttpFunctions(typeof(AppBuilder).Assembly));
        return services
            .AddOptionsOf<AccessOptions>(settings)
            .AddSingleton<KeyTable>()
            .AddSingleton<TokenKey>()
            .AddSingleton<PrincipalReader>()
            .AddSingleton<CallerFinder>()
            .AddSingleton<ThingFinder>();
    }

    private static IServiceCollection AddAgents(this IServiceCollection services) => services
        .AddSingleton<NetworkGuard>()
        .AddSingleton<AgentTable>()
        .AddSingleton<AgentClient>();

    private static IServiceCollection AddSchedules(this IServiceCollection services, SettingsCheck settings) => services
        .AddOptionsOf<ScheduleOptions>(settings)
        .AddSingleton<ScheduleTable>()
        .AddSingleton<OwnerTable>()
        .AddSingleton<ScheduleEditor>();

    private static IServiceCollection AddDispatch(this IServiceCollection services, SettingsCheck settings) => services
        .AddOptionsOf<DispatchOptions>(settings)
        .AddSingleton<RunQueue>()
        .AddSingleton<DueTable>()
        .AddSingleton<ClaimTable>()
        .AddSingleton<SoonTicks>()
        .AddSingleton<Dispatcher>()
        .AddSingleton<Heartbeat>()
        .AddSingleton<Sweep>();

    private static IServiceCollection AddActivity(this IServiceCollection services) => services
        .AddSingleton<ActivityFeed>()
        .AddSingleton<ActivityPurge>()
        .AddSingleton<TenantFeed>()
        .AddSingleton<MissedNews>();

    private static IServiceCollection AddLive(this IServiceCollection services, SettingsCheck settings) => services
        .AddOptionsOf<LiveOptions>(settings)
        .AddSingleton<AgentWatches>()
        .AddSingleton<AgentDirectory>()
        .AddSingleton<EventStreams>();

    private static IServiceCollection AddChains(this IServiceCollection services) => services
        .AddSingleton<ChainGraph>()
        .AddSingleton<ChainStarter>()
        .AddSingleton<Backfiller>();

    private static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<RunTable>()
        .AddSingleton<StartsFirst>()
        .AddSingleton<RunOpener>()
        .AddSingleton<AheadRuns>()
        .AddSingleton<NextInLine>()
        .AddSingleton<ClosingPlanner>()
        .AddSingleton<RunCloser>()
        .AddSingleton<RunHandover>()
        .AddSingleton<AgentCalls>()
        .AddSingleton<PoisonQueues>()
        .AddSingleton<RunLauncher>()
        .AddSingleton<CallbackTokens>()
        .AddSingleton<RunningCalls>()
        .AddSingleton<RunCanceller>()
        .AddSingleton<RunLogs>();

    private static IServiceCollection AddWebhooks(this IServiceCollection services) => services
        .AddSingleton<WebhookTable>()
        .AddSingleton<WebhookSecrets>()
        .AddSingleton<WebhookHttp>()
        .AddSingleton<HookTokens>()
        .AddSingleton<DeliveryQueue>()
        .AddSingleton<Deliverer>();

    private static IServiceCollection AddUsage(this IServiceCollection services) => services
        .AddSingleton<UsageTable>()
        .AddSingleton<UsageReport>();

    private static IServiceCollection AddBudgets(this IServiceCollection services) => services
        .AddSingleton<OwnerLimits>()
        .AddSingleton<OwnerLedger>()
        .AddSingleton<BudgetTurns>();

    private static IServiceCollection AddRetention(this IServiceCollection services, SettingsCheck settings) => services
        .AddOptionsOf<RetentionOptions>(settings)
        .AddSingleton<Purge>();

    private static IServiceCollection AddOptionsOf<T>(this IServiceCollection services, SettingsCheck settings, Func<T, IEnumerable<string>>? rules = null)
        where T : class, new()
    {
        settings.Options(rules);
        services.AddOptions<T>().Bind(settings.Section);
        return services;
    }
}
