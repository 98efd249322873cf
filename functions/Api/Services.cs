using AgentSched.Access;
using AgentSched.Api.Schedules;
using AgentSched.Chains;
using AgentSched.Live;
using AgentSched.Usage;
using AgentSched.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Api;

/// <summary>The services of this wing.</summary>
internal static class ApiServices
{
    /// <summary>What endpoints ask.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<ThingFinder>()
        .AddSingleton<ScheduleEditing>()
        .AddSingleton<ChainGraph>()
        .AddSingleton<WebhookTable>()
        .AddSingleton<HookTokens>()
        .AddSingleton<UsageReport>()
        .AddSingleton<AgentWatches>()
        .AddSingleton<AgentDirectory>()
        .AddSingleton<EventStreams>();
}
