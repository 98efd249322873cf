using AgentSched.Outbound.Agents;
using AgentSched.Outbound.Guard;
using AgentSched.Outbound.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Outbound;

/// <summary>Service registrations of the Outbound wing.</summary>
internal static class OutboundServices
{
    /// <summary>Registers the clients of agents and webhooks.</summary>
    public static IServiceCollection AddOutbound(this IServiceCollection services) => services
        .AddSingleton<NetworkGuard>()
        .AddSingleton<AgentSecrets>()
        .AddSingleton<AgentClient>()
        .AddSingleton<WebhookHttp>();
}
