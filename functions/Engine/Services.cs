using AgentSched.Engine.After;
using AgentSched.Engine.Backfills;
using AgentSched.Engine.Budgets;
using AgentSched.Engine.Calls;
using AgentSched.Engine.Chains;
using AgentSched.Engine.Chats;
using AgentSched.Engine.Claims;
using AgentSched.Engine.Closings;
using AgentSched.Engine.Edits;
using AgentSched.Engine.Openings;
using AgentSched.Engine.Owners;
using AgentSched.Engine.Retention;
using AgentSched.Engine.Sweeps;
using AgentSched.Engine.Ticks;
using AgentSched.Engine.Waiting;
using AgentSched.Engine.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Engine;

/// <summary>Service registrations of the wing Engine.</summary>
internal static class EngineServices
{
    /// <summary>Adds the engine's services.</summary>
    public static IServiceCollection AddEngine(this IServiceCollection services) => services
        .AddSingleton<Telemeter>()
        .AddSingleton<Aftermath>()
        .AddSingleton<MissedReporter>()
        .AddSingleton<SetAside>()
        .AddSingleton<Claimer>()
        .AddSingleton<LostAccess>()
        .AddSingleton<RunOwners>()
        .AddSingleton<ExtraTicks>()
        .AddSingleton<Dispatcher>()
        .AddSingleton<Heartbeat>()
        .AddSingleton<StartPriority>()
        .AddSingleton<OpeningRules>()
        .AddSingleton<GroupOpener>()
        .AddSingleton<OlderRuns>()
        .AddSingleton<RunOpener>()
        .AddSingleton<RunLauncher>()
        .AddSingleton<PoisonQueues>()
        .AddSingleton<ChatRuns>()
        .AddSingleton<WaitingRuns>()
        .AddSingleton<EarlyRuns>()
        .AddSingleton<CallPreparer>()
        .AddSingleton<AgentCalls>()
        .AddSingleton<RunHandover>()
        .AddSingleton<RunningCalls>()
        .AddSingleton<CallbackTokens>()
        .AddSingleton<RunCanceller>()
        .AddSingleton<Promoter>()
        .AddSingleton<ClosingPlanner>()
        .AddSingleton<HeldRuns>()
        .AddSingleton<RunCloser>()
        .AddSingleton<ChainStarter>()
        .AddSingleton<Backfiller>()
        .AddSingleton<OwnerLedger>()
        .AddSingleton<UnfinishedRuns>()
        .AddSingleton<IUnfinished>(services => services.GetRequiredService<ChainStarter>())
        .AddSingleton<IUnfinished>(services => services.GetRequiredService<Backfiller>())
        .AddSingleton<IUnfinished>(services => services.GetRequiredService<MissedReporter>())
        .AddSingleton<IUnfinished, Redelivery>()
        .AddSingleton<Sweep>()
        .AddSingleton<SpecCheck>()
        .AddSingleton<WebhookSecrets>()
        .AddSingleton<Deliverer>()
        .AddSingleton<ActivityPurge>()
        .AddSingleton<Purge>()
        .AddSingleton<ScheduleEditor>();
}
