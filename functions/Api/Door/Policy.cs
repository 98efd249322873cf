using System.Collections.Frozen;
using System.Reflection;
using AgentSched.Api.Access;
using AgentSched.Api.Activities;
using AgentSched.Api.Agents;
using AgentSched.Api.ApiKeys;
using AgentSched.Api.Backfills;
using AgentSched.Api.Live;
using AgentSched.Api.OpenApi;
using AgentSched.Api.Owners;
using AgentSched.Api.PlainEnglish;
using AgentSched.Api.Runs;
using AgentSched.Api.Schedules;
using AgentSched.Api.Status;
using AgentSched.Api.Transfer;
using AgentSched.Api.Usage;
using AgentSched.Api.Webhooks;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Door;

/// <summary>
/// Who may do what: every HTTP function by name. A function that does not stand here refuses to start, so a new one begins with its
/// line here, and with one in the table of <c>AccessMatrixTests</c>, which says who gets which status.
/// </summary>
/// <remarks>
/// Where a line names a thing, the door has read it and the endpoint takes it from the request (<see cref="FoundThings"/>). What concerns things that
/// the route does not name (lists, bulk changes, imports, chains, commands) is asked inside, by the same <see cref="Caller.RelationTo(Agent)"/>.
/// </remarks>
internal static class Policy
{
    private static readonly FrozenDictionary<string, Rule> Rules = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        [nameof(HealthEndpoints.Health)] = new(Need.Nothing),
        [nameof(CallbackEndpoints.ReceiveCallback)] = new(Need.Nothing), // has a token of its own
        [nameof(OpenApiEndpoints.GetOpenApi)] = new(Need.Nothing),
        [nameof(OpenApiEndpoints.GetDocs)] = new(Need.Nothing),

        [nameof(KeyEndpoints.IssueKey)] = new(Need.Administer),
        [nameof(KeyEndpoints.ListKeys)] = new(Need.Administer),
        [nameof(KeyEndpoints.RevokeKey)] = new(Need.Administer),
        [nameof(StatusEndpoints.SchedulerStatus)] = new(Need.Operate),

        [nameof(AgentEndpoints.RegisterAgent)] = new(Need.Caller),
        [nameof(AgentEndpoints.ListAgents)] = new(Need.Caller),
        [nameof(AgentEndpoints.GetAgent)] = new(Need.See, Thing.Agent),
        [nameof(AgentEndpoints.PutAgent)] = new(Need.Put, Thing.Agent),
        [nameof(AgentEndpoints.PatchAgent)] = new(Need.Change, Thing.Agent),
        [nameof(AgentEndpoints.EnableAgent)] = new(Need.Change, Thing.Agent),
        [nameof(AgentEndpoints.DisableAgent)] = new(Need.Change, Thing.Agent),
        [nameof(AgentEndpoints.DeleteAgent)] = new(Need.Change, Thing.Agent),
        [nameof(AgentChatEndpoints.ProbeAgent)] = new(Need.Use, Thing.Agent),
        [nameof(AgentChatEndpoints.ChatWithAgent)] = new(Need.Use, Thing.Agent),
        [nameof(AgentChatEndpoints.GetChatSession)] = new(Need.Use, Thing.Agent),
        [nameof(StatsEndpoints.GetAgentStats)] = new(Need.See, Thing.Agent),

        [nameof(ScheduleEndpoints.CreateSchedule)] = new(Need.Use, Thing.Agent),
        [nameof(ScheduleEndpoints.GetSchedule)] = new(Need.See, Thing.Schedule),
        [nameof(ScheduleEndpoints.ReplaceSchedule)] = new(Need.Change, Thing.Schedule),
        [nameof(ScheduleEndpoints.ChangeSchedule)] = new(Need.Change, Thing.Schedule),
        [nameof(ScheduleEndpoints.DeleteSchedule)] = new(Need.Change, Thing.Schedule),
        [nameof(ScheduleEndpoints.RestoreSchedule)] = new(Need.Change, Thing.DeletedSchedule),
        [nameof(PauseEndpoints.EnableSchedule)] = new(Need.Change, Thing.Schedule),
        [nameof(PauseEndpoints.DisableSchedule)] = new(Need.Change, Thing.Schedule),
        [nameof(PauseEndpoints.PauseSchedule)] = new(Need.Change, Thing.Schedule),
        [nameof(CronEndpoints.PreviewSchedule)] = new(Need.See, Thing.Schedule),
        [nameof(DiffEndpoints.DiffSchedule)] = new(Need.See, Thing.Schedule),
        [nameof(LaunchEndpoints.TriggerSchedule)] = new(Need.Use, Thing.Schedule),
        [nameof(BackfillEndpoints.BackfillSchedule)] = new(Need.See, Thing.Schedule), // a dry run; to run them is to change it, asked inside
        [nameof(BackfillEndpoints.GetBackfill)] = new(Need.See, Thing.Schedule),
        [nameof(BackfillEndpoints.CancelBackfill)] = new(Need.Change, Thing.Schedule),
        [nameof(ScheduleListEndpoints.ListSchedules)] = new(Need.See, Thing.Agent),
        [nameof(ScheduleListEndpoints.ListAllSchedules)] = new(Need.Caller),
        [nameof(BulkEndpoints.ChangeManySchedules)] = new(Need.Caller),
        [nameof(ExportEndpoints.ExportSchedules)] = new(Need.Caller),
        [nameof(ImportEndpoints.ImportSchedules)] = new(Need.Caller),
        [nameof(CommandEndpoints.RunCommand)] = new(Need.Caller),
        [nameof(CronEndpoints.PreviewSpec)] = new(Need.Caller),
        [nameof(CronEndpoints.ParseEnglish)] = new(Need.Caller),

        [nameof(LaunchEndpoints.RunAgent)] = new(Need.Use, Thing.Agent),
        [nameof(RunEndpoints.ListRuns)] = new(Need.See, Thing.Agent),
        [nameof(RunEndpoints.ListRunsOfSchedule)] = new(Need.See, Thing.Schedule),
        [nameof(RunEndpoints.ListAllRuns)] = new(Need.Caller),
        [nameof(RunEndpoints.GetRun)] = new(Need.See, Thing.Run),
        [nameof(RunEndpoints.GetRunLog)] = new(Need.See, Thing.Run),
        [nameof(RunEndpoints.GetRunResponse)] = new(Need.See, Thing.Run),
        [nameof(LaunchEndpoints.CancelRun)] = new(Need.Use, Thing.Run),
        [nameof(LaunchEndpoints.ReplayRun)] = new(Need.Use, Thing.Run),
        [nameof(RepeatEndpoints.ScheduleRun)] = new(Need.Use, Thing.Run),
        [nameof(ApprovalEndpoints.ApproveRun)] = new(Need.Change, Thing.Run),

        [nameof(WebhookEndpoints.CreateWebhook)] = new(Need.Change, Thing.Agent),
        [nameof(WebhookEndpoints.ListWebhooks)] = new(Need.Change, Thing.Agent), // an address may be a secret, too
        [nameof(WebhookEndpoints.GetWebhook)] = new(Need.Change, Thing.Agent),
        [nameof(WebhookEndpoints.ChangeWebhook)] = new(Need.Change, Thing.Agent),
        [nameof(WebhookEndpoints.DeleteWebhook)] = new(Need.Change, Thing.Agent),
        [nameof(WebhookEndpoints.RotateWebhook)] = new(Need.Change, Thing.Agent),
        [nameof(WebhookEndpoints.TestWebhook)] = new(Need.Change, Thing.Agent),
        [nameof(DeadLetterEndpoints.DeadDeliveries)] = new(Need.Change, Thing.Agent),
        [nameof(DeadLetterEndpoints.ReplayDelivery)] = new(Need.Change, Thing.Agent),
        [nameof(DeadLetterEndpoints.ForgetDelivery)] = new(Need.Change, Thing.Agent),
        [nameof(HookEndpoints.MakeHook)] = new(Need.Change, Thing.Schedule),
        [nameof(HookEndpoints.RevokeHook)] = new(Need.Change, Thing.Schedule),
        [nameof(HookEndpoints.CallHook)] = new(Need.Nothing), // by a token in its route

        [nameof(OwnerLimitEndpoints.GetOwnerLimits)] = new(Need.See, Thing.Owner),
        [nameof(OwnerLimitEndpoints.SetOwnerLimits)] = new(Need.Change, Thing.Owner),
        [nameof(OwnerLimitEndpoints.RemoveOwnerLimits)] = new(Need.Change, Thing.Owner),
        [nameof(ActivityEndpoints.ListActivities)] = new(Need.See, Thing.Agent),
        [nameof(ActivityEndpoints.ListTimeline)] = new(Need.Caller),
        [nameof(LiveEndpoints.WatchEvents)] = new(Need.Caller), // agents that it names are asked for inside

        [nameof(UsageEndpoints.GetUsage)] = new(Need.Caller),
        [nameof(StatsEndpoints.GetStats)] = new(Need.Caller),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null: the function does not stand here, and nobody may call it.</summary>
    public static Rule? Of(string function) => Rules.TryGetValue(function, out var rule) ? rule : null;

    /// <summary>The HTTP functions of an assembly, with their triggers.</summary>
    public static IEnumerable<(string Name, HttpTriggerAttribute Trigger)> HttpFunctions(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is not null
        select (function.Name, trigger);

    /// <summary>Whether every HTTP function has its line, and every route the values that its line asks for.</summary>
    /// <exception cref="InvalidOperationException">One has not: the app must not start.</exception>
    public static void Check(IEnumerable<(string Name, HttpTriggerAttribute Trigger)> functions)
    {
        foreach (var (name, trigger) in functions)
        {
            if (Of(name) is not { } rule)
            {
                throw new InvalidOperationException($"function {name} (route \"{trigger.Route}\") has no line in {nameof(Policy)}: nobody said who may call it");
            }

            if (ThingFinder.RouteValuesOf(rule.Thing).FirstOrDefault(value => trigger.Route?.Contains($"{{{value}}}", StringComparison.Ordinal) != true) is { } missing)
            {
                throw new InvalidOperationException($"function {name} is about a {rule.Thing}, but its route \"{trigger.Route}\" has no {{{missing}}}");
            }
        }
    }
}
