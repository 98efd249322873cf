using System.Collections.Frozen;
using System.Reflection;
using AgentSched.Api.Access;
using AgentSched.Api.Activities;
using AgentSched.Api.Agents;
using AgentSched.Api.ApiKeys;
using AgentSched.Api.Backfills;
using AgentSched.Api.Live;
using AgentSched.Api.Mcp;
using AgentSched.Api.OpenApi;
using AgentSched.Api.Overview;
using AgentSched.Api.Owners;
using AgentSched.Api.PlainEnglish;
using AgentSched.Api.Runs;
using AgentSched.Api.Schedules;
using AgentSched.Api.Status;
using AgentSched.Api.Transfer;
using AgentSched.Api.Ui;
using AgentSched.Api.Usage;
using AgentSched.Api.Webhooks;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Door;

/// <summary>
/// Access rules of all HTTP functions, by name. A function without a rule keeps the app from starting; a new one needs a rule here and a row in the
/// table of <c>AccessMatrixTests</c>, which has the status for each caller.
/// </summary>
/// <remarks>
/// If a rule names a thing, the middleware loads it and the endpoint takes it from the request (<see cref="RouteResources"/>). Access to things that the
/// route does not name (lists, bulk changes, imports, chains, commands) is checked in the endpoint, by the same
/// <see cref="Caller.RelationTo(Agent)"/>.
/// </remarks>
internal static class Policy
{
    private static readonly FrozenDictionary<string, Rule> Rules = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        [nameof(HealthEndpoints.Health)] = new(Need.Nothing),
        [nameof(ReadyEndpoints.Ready)] = new(Need.Nothing),
        [nameof(CallbackEndpoints.ReceiveCallback)] = new(Need.Nothing), // has its own token
        [nameof(OpenApiEndpoints.GetOpenApi)] = new(Need.Nothing),
        [nameof(OpenApiEndpoints.GetDocs)] = new(Need.Nothing),
        [nameof(UiEndpoints.GetUi)] = new(Need.Nothing), // the page without data
        [nameof(UnmappedEndpoints.ZUnmapped)] = new(Need.Nothing), // the paths are public, in the document

        [nameof(McpEndpoints.PostMcp)] = new(Need.Caller), // each tool is checked like the operation that it calls
        [nameof(CallerEndpoints.GetMe)] = new(Need.Caller),
        [nameof(KeyEndpoints.IssueKey)] = new(Need.Administer),
        [nameof(KeyEndpoints.ListKeys)] = new(Need.Administer),
        [nameof(KeyEndpoints.RevokeKey)] = new(Need.Administer),
        [nameof(StatusEndpoints.SchedulerStatus)] = new(Need.Operate),

        [nameof(AgentEndpoints.RegisterAgent)] = new(Need.Caller),
        [nameof(AgentEndpoints.ListAgents)] = new(Need.Caller),
        [nameof(AgentEndpoints.GetAgent)] = new(Need.See, ResourceKind.Agent),
        [nameof(AgentEndpoints.PutAgent)] = new(Need.Put, ResourceKind.Agent),
        [nameof(AgentEndpoints.PatchAgent)] = new(Need.Change, ResourceKind.Agent),
        [nameof(AgentEndpoints.EnableAgent)] = new(Need.Change, ResourceKind.Agent),
        [nameof(AgentEndpoints.DisableAgent)] = new(Need.Change, ResourceKind.Agent),
        [nameof(AgentEndpoints.DeleteAgent)] = new(Need.Change, ResourceKind.Agent),
        [nameof(AgentChatEndpoints.ProbeAgent)] = new(Need.Use, ResourceKind.Agent),
        [nameof(AgentChatEndpoints.ChatWithAgent)] = new(Need.Use, ResourceKind.Agent),
        [nameof(AgentChatEndpoints.GetChatSession)] = new(Need.Use, ResourceKind.Agent),
        [nameof(StatsEndpoints.GetAgentStats)] = new(Need.See, ResourceKind.Agent),

        [nameof(ScheduleEndpoints.CreateSchedule)] = new(Need.Use, ResourceKind.Agent),
        [nameof(ScheduleEndpoints.GetSchedule)] = new(Need.See, ResourceKind.Schedule),
        [nameof(ScheduleEndpoints.ReplaceSchedule)] = new(Need.Change, ResourceKind.Schedule),
        [nameof(ScheduleEndpoints.ChangeSchedule)] = new(Need.Change, ResourceKind.Schedule),
        [nameof(ScheduleEndpoints.DeleteSchedule)] = new(Need.Stop, ResourceKind.Schedule),
        [nameof(ScheduleEndpoints.RestoreSchedule)] = new(Need.Change, ResourceKind.DeletedSchedule),
        [nameof(PauseEndpoints.EnableSchedule)] = new(Need.Change, ResourceKind.Schedule),
        [nameof(PauseEndpoints.DisableSchedule)] = new(Need.Stop, ResourceKind.Schedule),
        [nameof(PauseEndpoints.PauseSchedule)] = new(Need.Change, ResourceKind.Schedule),
        [nameof(CronEndpoints.PreviewSchedule)] = new(Need.See, ResourceKind.Schedule),
        [nameof(DiffEndpoints.DiffSchedule)] = new(Need.See, ResourceKind.Schedule),
        [nameof(LaunchEndpoints.TriggerSchedule)] = new(Need.Change, ResourceKind.Schedule), // it costs its owner money
        [nameof(BackfillEndpoints.BackfillSchedule)] = new(Need.See, ResourceKind.Schedule), // for a dry run; starting runs needs Change, checked in the endpoint
        [nameof(BackfillEndpoints.GetBackfill)] = new(Need.See, ResourceKind.Schedule),
        [nameof(BackfillEndpoints.CancelBackfill)] = new(Need.Stop, ResourceKind.Schedule),
        [nameof(ScheduleListEndpoints.ListSchedules)] = new(Need.See, ResourceKind.Agent),
        [nameof(ScheduleListEndpoints.ListAllSchedules)] = new(Need.Caller),
        [nameof(BulkEndpoints.ChangeManySchedules)] = new(Need.Caller),
        [nameof(ExportEndpoints.ExportSchedules)] = new(Need.Caller),
        [nameof(ImportEndpoints.ImportSchedules)] = new(Need.Caller),
        [nameof(CommandEndpoints.RunCommand)] = new(Need.Caller),
        [nameof(CronEndpoints.PreviewSpec)] = new(Need.Caller),
        [nameof(CronEndpoints.ParseEnglish)] = new(Need.Caller),

        [nameof(LaunchEndpoints.RunAgent)] = new(Need.Use, ResourceKind.Agent),
        [nameof(RunEndpoints.ListRuns)] = new(Need.See, ResourceKind.Agent),
        [nameof(RunEndpoints.ListRunsOfSchedule)] = new(Need.See, ResourceKind.Schedule),
        [nameof(RunEndpoints.ListAllRuns)] = new(Need.Caller),
        [nameof(RunEndpoints.GetRun)] = new(Need.See, ResourceKind.Run),
        [nameof(RunEndpoints.GetRunLog)] = new(Need.See, ResourceKind.Run),
        [nameof(RunEndpoints.GetRunResponse)] = new(Need.See, ResourceKind.Run),
        [nameof(RunBulkEndpoints.ChangeManyRuns)] = new(Need.Caller), // each run is checked in the endpoint
        [nameof(OverviewEndpoints.GetOverview)] = new(Need.Caller),
        [nameof(LaunchEndpoints.CancelRun)] = new(Need.Use, ResourceKind.Run),
        [nameof(LaunchEndpoints.ReplayRun)] = new(Need.Use, ResourceKind.Run),
        [nameof(RepeatEndpoints.ScheduleRun)] = new(Need.Use, ResourceKind.Run),
        [nameof(ApprovalEndpoints.ApproveRun)] = new(Need.Change, ResourceKind.Run),

        [nameof(WebhookEndpoints.CreateWebhook)] = new(Need.Change, ResourceKind.Agent),
        [nameof(WebhookEndpoints.ListWebhooks)] = new(Need.Change, ResourceKind.Agent), // the URL may contain a secret
        [nameof(WebhookEndpoints.GetWebhook)] = new(Need.Change, ResourceKind.Agent),
        [nameof(WebhookEndpoints.ChangeWebhook)] = new(Need.Change, ResourceKind.Agent),
        [nameof(WebhookEndpoints.DeleteWebhook)] = new(Need.Change, ResourceKind.Agent),
        [nameof(WebhookEndpoints.RotateWebhook)] = new(Need.Change, ResourceKind.Agent),
        [nameof(WebhookEndpoints.TestWebhook)] = new(Need.Change, ResourceKind.Agent),
        [nameof(DeadLetterEndpoints.DeadDeliveries)] = new(Need.Change, ResourceKind.Agent),
        [nameof(PendingDeliveryEndpoints.DeliveriesPending)] = new(Need.Change, ResourceKind.Agent),
        [nameof(DeadLetterEndpoints.ReplayDelivery)] = new(Need.Change, ResourceKind.Agent),
        [nameof(DeadLetterEndpoints.ForgetDelivery)] = new(Need.Change, ResourceKind.Agent),
        [nameof(HookEndpoints.MakeHook)] = new(Need.Change, ResourceKind.Schedule),
        [nameof(HookEndpoints.RevokeHook)] = new(Need.Stop, ResourceKind.Schedule),
        [nameof(HookEndpoints.CallHook)] = new(Need.Nothing), // has a token in its route
        [nameof(HookEndpoints.ProbeHook)] = new(Need.Nothing), // likewise
        [nameof(HookEndpoints.ProbeHookHead)] = new(Need.Nothing), // likewise

        [nameof(OwnerLimitEndpoints.GetOwnerLimits)] = new(Need.See, ResourceKind.Owner),
        [nameof(OwnerLimitEndpoints.SetOwnerLimits)] = new(Need.Change, ResourceKind.Owner),
        [nameof(OwnerLimitEndpoints.RemoveOwnerLimits)] = new(Need.Change, ResourceKind.Owner),
        [nameof(ActivityEndpoints.ListActivities)] = new(Need.See, ResourceKind.Agent),
        [nameof(ActivityEndpoints.ListTimeline)] = new(Need.Caller),
        [nameof(LiveEndpoints.WatchEvents)] = new(Need.Caller), // named agents are checked in the endpoint

        [nameof(UsageEndpoints.GetUsage)] = new(Need.Caller),
        [nameof(StatsEndpoints.GetStats)] = new(Need.Caller),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The rule of a function. Null: there is none, and nobody may call it.</summary>
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

    /// <summary>Checks that every HTTP function has a rule and that its route has the values that the rule needs.</summary>
    /// <exception cref="InvalidOperationException">A rule or a route value is missing; the app must not start.</exception>
    public static void Check(IEnumerable<(string Name, HttpTriggerAttribute Trigger)> functions)
    {
        foreach (var (name, trigger) in functions)
        {
            if (Of(name) is not { } rule)
            {
                throw new InvalidOperationException($"function {name} (route \"{trigger.Route}\") has no rule in {nameof(Policy)}; add one that says who may call it");
            }

            if (ResourceLoader.RouteValuesOf(rule.ResourceKind).FirstOrDefault(value => trigger.Route?.Contains($"{{{value}}}", StringComparison.Ordinal) != true) is { } missing)
            {
                throw new InvalidOperationException($"function {name} is about a {rule.ResourceKind}, but its route \"{trigger.Route}\" has no {{{missing}}}");
            }
        }
    }
}
