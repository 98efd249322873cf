using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Settings;
using AgentSched.FunctionsHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Local;
using Microsoft.Extensions.Logging;

namespace AgentSched.FunctionsHost.Durable;

/// <summary>Puts the app's orchestrators and activities on the durable hub.</summary>
internal static class DurableRuntime
{
    public static DurableHub Create(
        DurableSettings settings, DurableRules rules, StorageAccount account, FunctionRunner runner, IServiceProvider services, TimeProvider clock, ILoggerFactory loggers)
    {
        var hub = new DurableHub(
            new DurableHubOptions
            {
                HubName = settings.HubName,
                Tables = account.Tables(),
                MaxConcurrentActivities = settings.MaxConcurrentActivities,
                MaxConcurrentOrchestrators = settings.MaxConcurrentOrchestrators,
                PollInterval = settings.PollInterval,
                LeaseDuration = settings.LeaseDuration,
            },
            clock,
            loggers);
        foreach (var function in rules.Activities)
        {
            hub.AddActivity(DurableRules.NameOf(function), async (step, cancel) =>
                (await runner.RunAsync(function, new ActivityStep(step), cancel)).Result);
        }

        foreach (var function in rules.Orchestrators)
        {
            hub.AddOrchestrator(DurableRules.NameOf(function), context => TurnAsync(function, context, services));
        }

        return hub;
    }

    /// <summary>
    /// Only the orchestrator's own code: an orchestrator that waits never returns, so neither a scope nor middleware would
    /// ever come to its end, and whatever they await would leave the thread that replays.
    /// </summary>
    private static async Task<object?> TurnAsync(FunctionEntry function, TaskOrchestrationContext context, IServiceProvider services)
    {
        var call = new Invocation(function, new OrchestrationTurn(context), services, CancellationToken.None);
        var arguments = new object?[function.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = await function.Arguments[i](call); // done already: all of them are in memory
        }

        return await function.Call(function.Create?.Invoke(services, []), arguments);
    }
}
