using AgentSched.Activities;
using AgentSched.Backfill;
using AgentSched.Budgets;
using AgentSched.Chains;
using AgentSched.Dispatch;
using AgentSched.Engine.After;
using AgentSched.Engine.Sweeps;
using AgentSched.Engine.Webhooks;
using AgentSched.Retention;
using AgentSched.Runs;
using AgentSched.Schedules;
using AgentSched.Telemetry;
using AgentSched.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Engine;

/// <summary>The services of this wing.</summary>
internal static class EngineServices
{
    /// <summary>What happens by itself.</summary>
    public static IServiceCollection AddEngine(this IServiceCollection services) => services
        .AddSingleton<Telemeter>()
        .AddSingleton<Aftermath>()
        .AddSingleton<MissedNews>()
        .AddSingleton<SetAside>()
        .AddSingleton<Claimer>()
        .AddSingleton<SoonTicks>()
        .AddSingleton<Dispatcher>()
        .AddSingleton<Heartbeat>()
        .AddSingleton<StartsFirst>()
        .AddSingleton<OpeningRules>()
        .AddSingleton<GroupOpener>()
        .AddSingleton<RunOpener>()
        .AddSingleton<RunLauncher>()
        .AddSingleton<PoisonQueues>()
        .AddSingleton<BudgetTurns>()
        .AddSingleton<AheadRuns>()
        .AddSingleton<CallPreparer>()
        .AddSingleton<AgentCalls>()
        .AddSingleton<RunHandover>()
        .AddSingleton<RunningCalls>()
        .AddSingleton<CallbackTokens>()
        .AddSingleton<RunCanceller>()
        .AddSingleton<NextInLine>()
        .AddSingleton<ClosingPlanner>()
        .AddSingleton<RunCloser>()
        .AddSingleton<ChainStarter>()
        .AddSingleton<Backfiller>()
        .AddSingleton<OwnerLedger>()
        .AddSingleton<UnfinishedRuns>()
        .AddSingleton<IUnfinished>(services => services.GetRequiredService<ChainStarter>())
        .AddSingleton<IUnfinished>(services => services.GetRequiredService<Backfiller>())
        .AddSingleton<IUnfinished>(services => services.GetRequiredService<MissedNews>())
        .AddSingleton<IUnfinished, Redelivery>()
        .AddSingleton<Sweep>()
        .AddSingleton<WebhookSecrets>()
        .AddSingleton<Deliverer>()
        .AddSingleton<ActivityPurge>()
        .AddSingleton<Purge>()
        .AddSingleton<ScheduleEditor>();
}
