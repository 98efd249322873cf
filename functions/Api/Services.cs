using AgentSched.Api.Access;
using AgentSched.Api.Live;
using AgentSched.Api.Schedules;
using AgentSched.Api.Usage;
using AgentSched.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Api;

/// <summary>Registers the services of the Api wing.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<ResourceLoader>()
        .AddSingleton<ScheduleEditing>()
        .AddSingleton<ChainCheck>()
        .AddSingleton<CrowdingCheck>()
        .AddSingleton<WebhookEdits>()
        .AddSingleton<HookTokens>()
        .AddSingleton<UsageReport>()
        .AddSingleton<AgentWatches>()
        .AddSingleton<AgentDirectory>()
        .AddSingleton<EventStreams>();
}
