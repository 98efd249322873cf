using System.Text;
using AgentSched.Api.Door;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.Access;

/// <summary>
/// Every HTTP function and every kind of caller: who gets which status, by real requests to the running app.
/// <para>
/// A new function: add its line to <see cref="Policy"/> and one or more here. The path may name the things of <see cref="AccessMatrixWorld"/> in
/// braces; those that begin with "fresh" are made anew after each request that was let through, so that it may change or delete them.
/// The columns after the body are: everybody without a valid key (no key, wrong secret, expired, revoked, forged principal), a user of another tenant
/// who has the same name as the owner, an admin of another tenant, a stranger, somebody the agent is shared with, the maker of the schedule (and
/// owner of its runs) who is not the agent's owner, the agent's owner, the admin.
/// </para>
/// </summary>
[Trait("shows", "access")]
public sealed class AccessMatrixTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const string Spec = "\"cron\":\"0 9 * * *\",\"zone\":\"UTC\",\"message\":\"hi\"";

    private static readonly Line[] Lines =
    [
        //                                                                                     nobody  otherUser otherAdmin stranger shared maker owner admin
        new("Health", "GET health", null, "200 200 200 200 200 200 200 200"),
        new("GetOpenApi", "GET openapi.json", null, "200 200 200 200 200 200 200 200"),
        new("GetDocs", "GET docs", null, "200 200 200 200 200 200 200 200"),
        new("ReceiveCallback", "POST callbacks/{run}", "{}", "401 401 401 401 401 401 401 401"), // a token of its own

        new("IssueKey", "POST keys", "{\"name\":\"zed\"}", "401 403 201 403 403 403 403 201"),
        new("IssueKey", "POST keys", "{\"name\":\"zed\",\"tenant\":\"t3\"}", "401 403 403 403 403 403 403 201"),
        new("ListKeys", "GET keys", null, "401 403 200 403 403 403 403 200"),
        new("ListKeys", "GET keys?tenant=main", null, "401 403 403 403 403 403 403 200"),
        new("RevokeKey", "DELETE keys/{freshKey}", null, "401 403 404 403 403 403 403 204"),
        new("SchedulerStatus", "GET scheduler/status", null, "401 403 403 403 403 403 403 200"),

        new("RegisterAgent", "POST agents", "{\"name\":\"{newName}\",\"url\":\"{url}\"}", "401 201 201 201 201 201 201 201"),
        new("RegisterAgent", "POST agents", "{\"name\":\"{freshAgent}\",\"url\":\"{url}\"}", "401 201 201 409 409 409 409 409"), // a name is taken, also where nobody sees by what
        new("ListAgents", "GET agents", null, "401 200 200 200 200 200 200 200"),
        new("GetAgent", "GET agents/{agent}", null, "401 404 404 404 200 200 200 200"),
        new("PutAgent", "PUT agents/{freshAgent}", "{\"url\":\"{url}\"}", "401 201 201 409 403 403 200 200"),
        new("PatchAgent", "PATCH agents/{freshAgent}", "{\"maxConcurrent\":2}", "401 404 404 404 403 403 200 200"),
        new("EnableAgent", "POST agents/{freshAgent}/enable", null, "401 404 404 404 403 403 200 200"),
        new("DisableAgent", "POST agents/{freshAgent}/disable", null, "401 404 404 404 403 403 200 200"),
        new("DeleteAgent", "DELETE agents/{freshAgent}", null, "401 404 404 404 403 403 204 204"),
        new("ProbeAgent", "POST agents/{agent}/health", null, "401 404 404 404 200 200 200 200"),
        new("ChatWithAgent", "POST agents/{agent}/chat", "{\"message\":\"hi\"}", "401 404 404 404 200 200 200 200"),
        new("GetChatSession", "GET agents/{agent}/chat/session", null, "401 404 404 404 200 200 200 200"),
        new("GetAgentStats", "GET agents/{agent}/stats", null, "401 404 404 404 200 200 200 200"),

        new("CreateSchedule", "POST agents/{agent}/schedules", $"{{\"name\":\"{{newName}}\",{Spec}}}", "401 404 404 404 201 201 201 201"),
        new("GetSchedule", "GET agents/{agent}/schedules/{schedule}", null, "401 404 404 404 404 200 200 200"),
        new("ReplaceSchedule", "PUT agents/{agent}/schedules/{freshSchedule}", $"{{\"name\":\"{{newName}}\",{Spec}}}", "401 404 404 404 404 200 403 200"),
        new("ChangeSchedule", "PATCH agents/{agent}/schedules/{freshSchedule}", "{\"description\":\"d\"}", "401 404 404 404 404 200 403 200"),
        new("DeleteSchedule", "DELETE agents/{agent}/schedules/{freshSchedule}", null, "401 404 404 404 404 204 403 204"),
        new("RestoreSchedule", "POST agents/{agent}/schedules/{freshDeletedSchedule}/restore", null, "401 404 404 404 404 200 403 200"),
        new("EnableSchedule", "POST agents/{agent}/schedules/{freshSchedule}/enable", null, "401 404 404 404 404 200 403 200"),
        new("DisableSchedule", "POST agents/{agent}/schedules/{freshSchedule}/disable", null, "401 404 404 404 404 200 403 200"),
        new("PauseSchedule", "POST agents/{agent}/schedules/{freshSchedule}/pause", "{\"until\":\"2026-02-01T00:00:00Z\"}", "401 404 404 404 404 200 403 200"),
        new("PreviewSchedule", "GET agents/{agent}/schedules/{schedule}/preview", null, "401 404 404 404 404 200 200 200"),
        new("DiffSchedule", "POST agents/{agent}/schedules/{schedule}/diff", "{\"cron\":\"0 8 * * *\"}", "401 404 404 404 404 200 200 200"),
        new("TriggerSchedule", "POST agents/{agent}/schedules/{schedule}/trigger", null, "401 404 404 404 404 202 202 202"),
        new("BackfillSchedule", "POST agents/{agent}/schedules/{schedule}/backfill", "{\"from\":\"2026-01-03T00:00:00Z\",\"to\":\"2026-01-04T00:00:00Z\",\"dryRun\":true}", "401 404 404 404 404 200 200 200"),
        new("BackfillSchedule", "POST agents/{agent}/schedules/{freshSchedule}/backfill", "{\"from\":\"2026-01-03T00:00:00Z\",\"to\":\"2026-01-04T00:00:00Z\"}", "401 404 404 404 404 202 403 202"),
        new("GetBackfill", "GET agents/{agent}/schedules/{schedule}/backfills/{backfill}", null, "401 404 404 404 404 200 200 200"),
        new("CancelBackfill", "DELETE agents/{agent}/schedules/{schedule}/backfills/{backfill}", null, "401 404 404 404 404 200 403 200"),
        new("ListSchedules", "GET agents/{agent}/schedules", null, "401 404 404 404 200 200 200 200"),
        new("ListAllSchedules", "GET schedules", null, "401 200 200 200 200 200 200 200"),
        new("ListAllSchedules", "GET schedules?agent={agent}", null, "401 404 404 404 200 200 200 200"),
        new("ChangeManySchedules", "POST schedules/bulk", "{\"action\":\"delete\",\"ids\":[{\"agent\":\"{agent}\",\"id\":\"{freshSchedule}\"}]}", "401 200 200 200 200 200 200 200"), // inside: see below
        new("ExportSchedules", "GET schedules/export", null, "401 200 200 200 200 200 200 200"),
        new("ExportSchedules", "GET schedules/export?agent={agent}", null, "401 404 404 404 200 200 200 200"),
        new("ImportSchedules", "POST schedules/import?dryRun=true", $"[{{\"agent\":\"{{agent}}\",\"name\":\"{{newName}}\",{Spec}}}]", "401 400 400 400 200 200 200 200"),
        new("RunCommand", "POST commands", "{\"text\":\"@{agent} {newName} every weekday at 9am\"}", "401 404 404 404 201 201 201 201"),
        new("PreviewSpec", "GET cron/preview?cron=@daily&zone=UTC", null, "401 200 200 200 200 200 200 200"),
        new("ParseEnglish", "POST cron/parse", "{\"text\":\"every weekday at 9am\"}", "401 200 200 200 200 200 200 200"),

        new("RunAgent", "POST agents/{agent}/runs", "{\"message\":\"hi\"}", "401 404 404 404 202 202 202 202"),
        new("ListRuns", "GET agents/{agent}/runs", null, "401 404 404 404 200 200 200 200"),
        new("ListRunsOfSchedule", "GET agents/{agent}/schedules/{schedule}/runs", null, "401 404 404 404 404 200 200 200"),
        new("ListAllRuns", "GET runs", null, "401 200 200 200 200 200 200 200"),
        new("GetRun", "GET agents/{agent}/runs/{run}", null, "401 404 404 404 404 200 200 200"),
        new("GetRunLog", "GET agents/{agent}/runs/{run}/log", null, "401 404 404 404 404 200 200 200"),
        new("GetRunResponse", "GET agents/{agent}/runs/{run}/response", null, "401 404 404 404 404 200 200 200"),
        new("CancelRun", "POST agents/{agent}/runs/{run}/cancel", null, "401 404 404 404 404 409 409 409"), // 409: let through, but it has ended
        new("ReplayRun", "POST agents/{agent}/runs/{run}/replay", null, "401 404 404 404 404 202 202 202"),
        new("ScheduleRun", "POST agents/{agent}/runs/{run}/schedule", $"{{\"name\":\"{{newName}}\",{Spec}}}", "401 404 404 404 404 201 201 201"),
        new("ApproveRun", "POST agents/{agent}/runs/{run}/approve", null, "401 404 404 404 404 403 409 409"), // 409: let through, but it does not wait

        new("ListActivities", "GET agents/{agent}/activities", null, "401 404 404 404 200 200 200 200"),
        new("ListTimeline", "GET activities/timeline", null, "401 200 200 200 200 200 200 200"),
        new("WatchEvents", "GET events", null, "401 200 200 200 200 200 200 200"),
        new("WatchEvents", "GET events?agent={agent}", null, "401 404 404 404 200 200 200 200"),

        new("CreateWebhook", "POST agents/{agent}/webhooks", "{\"url\":\"{url}\",\"on\":[\"missed\"]}", "401 404 404 404 403 403 201 201"),
        new("ListWebhooks", "GET agents/{agent}/webhooks", null, "401 404 404 404 403 403 200 200"), // addresses may be secrets
        new("GetWebhook", "GET agents/{agent}/webhooks/{webhook}", null, "401 404 404 404 403 403 200 200"),
        new("ChangeWebhook", "PATCH agents/{agent}/webhooks/{webhook}", "{\"description\":\"d\"}", "401 404 404 404 403 403 200 200"),
        new("RotateWebhook", "POST agents/{agent}/webhooks/{webhook}/rotate", null, "401 404 404 404 403 403 200 200"),
        new("TestWebhook", "POST agents/{agent}/webhooks/{webhook}/test", null, "401 404 404 404 403 403 200 200"),
        new("DeleteWebhook", "DELETE agents/{agent}/webhooks/{freshWebhook}", null, "401 404 404 404 403 403 204 204"),
        new("DeadDeliveries", "GET agents/{agent}/webhooks/dead", null, "401 404 404 404 403 403 200 200"),
        new("ReplayDelivery", "POST agents/{agent}/webhooks/dead/{run}-{webhook}/replay", null, "401 404 404 404 403 403 404 404"), // 404: let through, but there is none
        new("ForgetDelivery", "DELETE agents/{agent}/webhooks/dead/{run}-{webhook}", null, "401 404 404 404 403 403 404 404"), // likewise
        new("MakeHook", "POST agents/{agent}/schedules/{freshSchedule}/hook", null, "401 404 404 404 404 201 403 201"),
        new("RevokeHook", "DELETE agents/{agent}/schedules/{freshSchedule}/hook", null, "401 404 404 404 404 204 403 204"),
        new("CallHook", "POST hooks/hook_bm8gdG9rZW4", null, "404 404 404 404 404 404 404 404"), // a token of its own
        new("CallHook", "POST hooks/{hook}", null, "202 202 202 202 202 202 202 202"),

        new("GetOwnerLimits", "GET owners/ann/limits", null, "401 200 200 404 404 404 200 200"), // the other tenant's ann is somebody else
        new("SetOwnerLimits", "PUT owners/ann/limits", "{\"monthUsd\":1000}", "401 403 200 404 404 404 403 200"),
        new("RemoveOwnerLimits", "DELETE owners/ann/limits", null, "401 403 204 404 404 404 403 204"),
        new("GetUsage", "GET usage", null, "401 200 200 200 200 200 200 200"),
        new("GetUsage", "GET usage?agent={agent}", null, "401 404 404 404 200 200 200 200"),
        new("GetStats", "GET stats", null, "401 200 200 200 200 200 200 200"),
    ];

    [Fact]
    public void Every_HTTP_function_stands_in_the_table() => Assert.Equal(
        Policy.HttpFunctions(typeof(AppBuilder).Assembly).Select(f => f.Name).Order(StringComparer.Ordinal),
        Lines.Select(line => line.Function).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_caller_gets_from_every_function_what_the_table_says()
    {
        await using var world = await AccessMatrixWorld.StartAsync(azurite);
        var (surprises, cells) = (new List<string>(), 0);
        foreach (var line in Lines)
        {
            var expected = line.Expected.Split(' ');
            var shown = new StringBuilder();
            foreach (var (index, caller) in world.Callers.Index())
            {
                var wanted = expected[Math.Max(0, index - AccessMatrixWorld.Nobodies + 1)];
                var (status, body) = await world.SendAsync(caller, line.Request, line.Body);
                cells++;
                shown.Append(' ').Append(status);
                if ($"{status}" != wanted)
                {
                    surprises.Add($"{line.Function} ({line.Request}) as {caller.Name}: {status}, expected {wanted}: {body}");
                }

                if (status < 300 && caller.IsOutside && world.Secrets.FirstOrDefault(secret => body.Contains(secret, StringComparison.Ordinal)) is { } leak && line.Function != "ChangeManySchedules")
                {
                    surprises.Add($"{line.Function} ({line.Request}) tells {caller.Name} of {leak}: {body}");
                }
            }

            output.WriteLine($"{line.Function,-22}{shown}   {line.Request}");
        }

        output.WriteLine($"columns: {string.Join(", ", world.Callers.Select(c => c.Name))}");
        output.WriteLine($"{Lines.Length} lines, {world.Callers.Count} callers, {cells} cells, {surprises.Count} surprises");
        Assert.Empty(surprises);
    }

    [Fact]
    public async Task What_changes_many_things_asks_for_each_of_them()
    {
        await using var world = await AccessMatrixWorld.StartAsync(azurite);
        const string Body = "{\"action\":\"disable\",\"ids\":[{\"agent\":\"{agent}\",\"id\":\"{schedule}\"}]}";
        var outcomes = new List<string>();
        foreach (var caller in world.Callers.Skip(AccessMatrixWorld.Nobodies))
        {
            var (_, body) = await world.SendAsync(caller, "POST schedules/bulk", Body);
            var item = System.Text.Json.Nodes.JsonNode.Parse(body)!["items"]![0]!;
            outcomes.Add($"{caller.Name}: {item["outcome"]} {item["status"]}".Trim());
        }

        Assert.Equal(
            [
                "other tenant's user: refused 404", "other tenant's admin: refused 404", "stranger: refused 404", "shared with: refused 404",
                "maker: done", "owner: refused 403", "admin: unchanged",
            ],
            outcomes);
    }

    /// <param name="Function">The function's name.</param>
    /// <param name="Request">Method and path below <c>/api/</c>.</param>
    /// <param name="Body">JSON. Null: none.</param>
    /// <param name="Expected">The statuses by column.</param>
    private sealed record Line(string Function, string Request, string? Body, string Expected);
}
