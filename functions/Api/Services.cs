using AgentSched.Api.Access;
using AgentSched.Api.Agents;
using AgentSched.Api.Live;
using AgentSched.Api.Overview;
using AgentSched.Api.PlainEnglish;
using AgentSched.Api.Runs;
using AgentSched.Api.Schedules;
using AgentSched.Api.Status;
using AgentSched.Api.Usage;
using AgentSched.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Api;

/// <summary>Registers the services of the Api wing.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<ResourceLoader>()
        .AddSingleton<KnownOwners>()
        .AddSingleton<AgentReader>()
        .AddSingleton<AgentRegistration>()
        .AddSingleton<ScheduleEditing>()
        .AddSingleton<ChainCheck>()
        .AddSingleton<CrowdingCheck>()
        .AddSingleton<CommandScheduling>()
        .AddSingleton<ScheduleCommands>()
        .AddSingleton<RunFinder>()
        .AddSingleton<WebhookEdits>()
        .AddSingleton<HookTokens>()
        .AddSingleton<UsageReport>()
        .AddSingleton<OverviewReader>()
        .AddSingleton<Readiness>()
        .AddSingleton<AgentWatches>()
        .AddSingleton<AgentDirectory>()
        .AddSingleton<EventStreams>();
}
