using AgentSched.Model.Agents;

namespace AgentSched.Outbound.Agents;

/// <summary>The dialects of all kinds of agents.</summary>
internal static class Dialects
{
    private static readonly TrinityDialect Trinity = new();
    private static readonly OpenaiDialect Openai = new();
    private static readonly WebhookDialect Webhook = new();

    public static Dialect Of(AgentKind kind) => kind switch
    {
        AgentKind.Openai => Openai,
        AgentKind.Webhook => Webhook,
        _ => Trinity,
    };
}
