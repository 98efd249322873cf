using System.Text;
using AgentSched.Api.Door;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.Access;

/// <summary>
/// Every HTTP function and every kind of caller: who gets which status, by real requests to the running app.
/// <para>
/// A new function: add its line to <see cref="Policy"/> and one or more here. The path may name the things of <see cref="AccessMatrixWorld"/> in
/// braces; those that begin with "fresh" are made anew after each request that was let through, so that it may change or delete them.
/// The columns after the body are: everybody without a valid key (no key, wrong secret, expired, revoked, a principal of an issuer that is not allowed), a user of another tenant
/// who has the same name as the owner, an admin of another tenant, a stranger, somebody who had registered an agent of the same name before and deleted it,
/// somebody the agent was shared with and is not any more, somebody the agent is shared with, the maker of the schedule (and
/// owner of its runs) who is not the agent's owner, the agent's owner, the admin, a user of the platform whom the directory calls "admin" and "ann", an admin of the platform in whose
/// browser another site makes the request.
/// </para>
/// </summary>
[Trait("shows", "access")]
[Trait("shows", "access-money")]
public sealed class AccessMatrixTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const string Spec = "\"cron\":\"0 9 * * *\",\"zone\":\"UTC\",\"message\":\"hi\"";

    private static readonly Line[] Lines =
    [
        //                                                                                     nobody  otherUser otherAdmin stranger former unshared shared maker owner admin platform crossSite
        new("Health", "GET health", null, "200 200 200 200 200 200 200 200 200 200 200 200"),
        new("GetOpenApi", "GET openapi.json", null, "200 200 200 200 200 200 200 200 200 200 200 200"),
        new("GetDocs", "GET docs", null, "200 200 200 200 200 200 200 200 200 200 200 200"),
        new("GetUi", "GET ui/", null, "200 200 200 200 200 200 200 200 200 200 200 200"), // the page without data
        new("GetUi", "GET ui/runs?status=failed", null, "200 200 200 200 200 200 200 200 200 200 200 200"),
        new("ZUnmapped", "GET nowhere", null, "404 404 404 404 404 404 404 404 404 404 404 404"),
        new("Ready", "GET ready", null, "503 503 503 503 503 503 503 503 503 503 503 503"), // no tick yet
        new("ZUnmapped", "DELETE health", null, "405 405 405 405 405 405 405 405 405 405 405 405"),
        new("ReceiveCallback", "POST callbacks/{run}", "{}", "401 401 401 401 401 401 401 401 401 401 401 401"), // a token of its own
        new("GetMe", "GET me", null, "401 200 200 200 200 200 200 200 200 200 200 403"),

        new("IssueKey", "POST keys", "{\"name\":\"zed\"}", "401 403 201 403 403 403 403 403 403 201 403 403"),
        new("IssueKey", "POST keys", "{\"name\":\"zed\",\"tenant\":\"t3\"}", "401 403 403 403 403 403 403 403 403 201 403 403"),
        new("ListKeys", "GET keys", null, "401 403 200 403 403 403 403 403 403 200 403 403"),
        new("ListKeys", "GET keys?tenant=main", null, "401 403 403 403 403 403 403 403 403 200 403 403"),
        new("RevokeKey", "DELETE keys/{freshKey}", null, "401 403 404 403 403 403 403 403 403 204 403 403"),
        new("SchedulerStatus", "GET scheduler/status", null, "401 403 403 403 403 403 403 403 403 200 403 403"),

        new("RegisterAgent", "POST agents", "{\"name\":\"{newName}\",\"url\":\"{url}\"}", "401 201 201 201 201 201 201 201 201 201 201 403"),
        new("RegisterAgent", "POST agents", "{\"name\":\"{newName}\",\"url\":\"{url}\",\"secret\":\"vault\"}", "401 403 400 403 403 403 403 403 403 201 403 403"), // a secret is set by the admins of its tenant
        new("RegisterAgent", "POST agents", "{\"name\":\"{newName}\",\"url\":\"{url}\",\"secret\":\"nosuch\"}", "401 403 400 403 403 403 403 403 403 400 403 403"),
        new("RegisterAgent", "POST agents", "{\"name\":\"{freshAgent}\",\"url\":\"{url}\"}", "401 201 201 409 409 409 409 409 409 409 409 403"), // a name is taken, also where nobody sees by what
        new("ListAgents", "GET agents", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
        new("GetAgent", "GET agents/{agent}", null, "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("PutAgent", "PUT agents/{freshAgent}", "{\"url\":\"{url}\"}", "401 201 201 404 404 404 403 403 200 200 404 403"),
        new("PatchAgent", "PATCH agents/{freshAgent}", "{\"maxConcurrent\":2}", "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("PatchAgent", "PATCH agents/{freshAgent}", "{\"owner\":\"ben\"}", "401 404 404 404 404 404 403 403 400 200 404 403"), // nobody gives to others what costs them money
        new("PatchAgent", "PATCH agents/{freshAgent}", "{\"secret\":\"vault\"}", "401 404 404 404 404 404 403 403 403 200 404 403"),
        new("PatchAgent", "PATCH agents/{guarded}", "{\"url\":\"{url}v2\"}", "401 404 404 404 404 404 403 403 403 200 404 403"), // it has a secret
        new("PatchAgent", "PATCH agents/{guarded}", "{\"kind\":\"webhook\"}", "401 404 404 404 404 404 403 403 403 200 404 403"),
        new("PatchAgent", "PATCH agents/{guarded}", "{\"maxConcurrent\":2}", "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("EnableAgent", "POST agents/{freshAgent}/enable", null, "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("DisableAgent", "POST agents/{freshAgent}/disable", null, "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("DeleteAgent", "DELETE agents/{freshAgent}", null, "401 404 404 404 404 404 403 403 204 204 404 403"),
        new("ProbeAgent", "POST agents/{agent}/health", null, "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("ChatWithAgent", "POST agents/{agent}/chat", "{\"message\":\"hi\"}", "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("GetChatSession", "GET agents/{agent}/chat/session", null, "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("GetAgentStats", "GET agents/{agent}/stats", null, "401 404 404 404 404 404 200 200 200 200 404 403"),

        new("CreateSchedule", "POST agents/{agent}/schedules", $"{{\"name\":\"{{newName}}\",{Spec}}}", "401 404 404 404 404 404 201 201 201 201 404 403"),
        new("GetSchedule", "GET agents/{agent}/schedules/{schedule}", null, "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("GetSchedule", "GET agents/{agent}/schedules/{formerSchedule}", null, "401 404 404 404 404 404 404 404 404 404 404 403"), // of an agent that had the name before
        new("GetSchedule", "GET agents/{agent}/schedules/{lostSchedule}", null, "401 404 404 404 404 404 404 404 200 200 404 403"), // its owner lost access
        new("ReplaceSchedule", "PUT agents/{agent}/schedules/{freshSchedule}", $"{{\"name\":\"{{newName}}\",{Spec}}}", "401 404 404 404 404 404 404 200 403 200 404 403"),
        new("ChangeSchedule", "PATCH agents/{agent}/schedules/{freshSchedule}", "{\"description\":\"d\"}", "401 404 404 404 404 404 404 200 403 200 404 403"),
        new("ChangeSchedule", "PATCH agents/{agent}/schedules/{lostSchedule}", "{\"description\":\"d\"}", "401 404 404 404 404 404 404 404 403 200 404 403"),
        new("DeleteSchedule", "DELETE agents/{agent}/schedules/{freshSchedule}", null, "401 404 404 404 404 404 404 204 204 204 404 403"),
        new("RestoreSchedule", "POST agents/{agent}/schedules/{freshDeletedSchedule}/restore", null, "401 404 404 404 404 404 404 200 403 200 404 403"),
        new("RestoreSchedule", "POST agents/{agent}/schedules/{formerSchedule}/restore", null, "401 404 404 404 404 404 404 404 404 404 404 403"),
        new("EnableSchedule", "POST agents/{agent}/schedules/{freshSchedule}/enable", null, "401 404 404 404 404 404 404 200 403 200 404 403"),
        new("DisableSchedule", "POST agents/{agent}/schedules/{freshSchedule}/disable", null, "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("DisableSchedule", "POST agents/{agent}/schedules/{lostSchedule}/disable", null, "401 404 404 404 404 404 404 404 200 200 404 403"),
        new("PauseSchedule", "POST agents/{agent}/schedules/{freshSchedule}/pause", "{\"until\":\"2026-02-01T00:00:00Z\"}", "401 404 404 404 404 404 404 200 403 200 404 403"),
        new("PreviewSchedule", "GET agents/{agent}/schedules/{schedule}/preview", null, "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("DiffSchedule", "POST agents/{agent}/schedules/{schedule}/diff", "{\"cron\":\"0 8 * * *\"}", "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("TriggerSchedule", "POST agents/{agent}/schedules/{schedule}/trigger", null, "401 404 404 404 404 404 404 202 403 202 404 403"), // at the cost of its owner
        new("TriggerSchedule", "POST agents/{agent}/schedules/{lostSchedule}/trigger", null, "401 404 404 404 404 404 404 404 403 409 404 403"), // nobody runs it in the name of who lost access
        new("BackfillSchedule", "POST agents/{agent}/schedules/{schedule}/backfill", "{\"from\":\"2026-01-03T00:00:00Z\",\"to\":\"2026-01-04T00:00:00Z\",\"dryRun\":true}", "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("BackfillSchedule", "POST agents/{agent}/schedules/{freshSchedule}/backfill", "{\"from\":\"2026-01-03T00:00:00Z\",\"to\":\"2026-01-04T00:00:00Z\"}", "401 404 404 404 404 404 404 202 403 202 404 403"),
        new("GetBackfill", "GET agents/{agent}/schedules/{schedule}/backfills/{backfill}", null, "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("CancelBackfill", "DELETE agents/{agent}/schedules/{schedule}/backfills/{backfill}", null, "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("ListSchedules", "GET agents/{agent}/schedules", null, "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("ListAllSchedules", "GET schedules", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
        new("ListAllSchedules", "GET schedules?agent={agent}", null, "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("ChangeManySchedules", "POST schedules/bulk", "{\"action\":\"delete\",\"ids\":[{\"agent\":\"{agent}\",\"id\":\"{freshSchedule}\"}]}", "401 200 200 200 200 200 200 200 200 200 200 403"), // inside: see below
        new("ExportSchedules", "GET schedules/export", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
        new("ExportSchedules", "GET schedules/export?agent={agent}", null, "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("ImportSchedules", "POST schedules/import?dryRun=true", $"[{{\"agent\":\"{{agent}}\",\"name\":\"{{newName}}\",{Spec}}}]", "401 400 400 400 400 400 200 200 200 200 400 403"),
        new("RunCommand", "POST commands", "{\"text\":\"@{agent} {newName} every weekday at 9am\"}", "401 404 404 404 404 404 201 201 201 201 404 403"),
        new("PreviewSpec", "GET cron/preview?cron=@daily&zone=UTC", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
        new("ParseEnglish", "POST cron/parse", "{\"text\":\"every weekday at 9am\"}", "401 200 200 200 200 200 200 200 200 200 200 403"),

        new("RunAgent", "POST agents/{agent}/runs", "{\"message\":\"hi\"}", "401 404 404 404 404 404 202 202 202 202 404 403"),
        new("ListRuns", "GET agents/{agent}/runs", null, "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("ListRunsOfSchedule", "GET agents/{agent}/schedules/{schedule}/runs", null, "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("ListRunsOfSchedule", "GET agents/{agent}/schedules/{formerSchedule}/runs", null, "401 404 404 404 404 404 404 404 404 404 404 403"),
        new("ListAllRuns", "GET runs", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
        new("ChangeManyRuns", "POST runs/bulk", "{\"action\":\"cancel\",\"ids\":[{\"agent\":\"{agent}\",\"runId\":\"{run}\"}]}", "401 200 200 200 200 200 200 200 200 200 200 403"), // inside: see below
        new("ChangeManyRuns", "POST runs/bulk", "{\"action\":\"replay\",\"filter\":{\"agent\":\"{agent}\"},\"dryRun\":true}", "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("GetOverview", "GET overview", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
        new("GetRun", "GET agents/{agent}/runs/{run}", null, "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("GetRun", "GET agents/{agent}/runs/{formerRun}", null, "401 404 404 404 404 404 404 404 404 404 404 403"),
        new("GetRunLog", "GET agents/{agent}/runs/{run}/log", null, "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("GetRunLog", "GET agents/{agent}/runs/{formerRun}/log", null, "401 404 404 404 404 404 404 404 404 404 404 403"),
        new("GetRunResponse", "GET agents/{agent}/runs/{run}/response", null, "401 404 404 404 404 404 404 200 200 200 404 403"),
        new("CancelRun", "POST agents/{agent}/runs/{run}/cancel", null, "401 404 404 404 404 404 404 409 409 409 404 403"), // 409: let through, but it has ended
        new("ReplayRun", "POST agents/{agent}/runs/{run}/replay", null, "401 404 404 404 404 404 404 202 202 202 404 403"),
        new("ReplayRun", "POST agents/{agent}/runs/{formerRun}/replay", null, "401 404 404 404 404 404 404 404 404 404 404 403"),
        new("ScheduleRun", "POST agents/{agent}/runs/{run}/schedule", $"{{\"name\":\"{{newName}}\",{Spec}}}", "401 404 404 404 404 404 404 201 201 201 404 403"),
        new("ApproveRun", "POST agents/{agent}/runs/{run}/approve", null, "401 404 404 404 404 404 404 403 409 409 404 403"), // 409: let through, but it does not wait

        new("PostMcp", "POST mcp", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", "401 202 202 202 202 202 202 202 202 202 202 403"), // each tool: McpTests

        new("ListActivities", "GET agents/{agent}/activities", null, "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("ListTimeline", "GET activities/timeline", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
        new("WatchEvents", "GET events", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
        new("WatchEvents", "GET events?agent={agent}", null, "401 404 404 404 404 404 200 200 200 200 404 403"),

        new("CreateWebhook", "POST agents/{agent}/webhooks", "{\"url\":\"{url}\",\"on\":[\"missed\"]}", "401 404 404 404 404 404 403 403 201 201 404 403"),
        new("ListWebhooks", "GET agents/{agent}/webhooks", null, "401 404 404 404 404 404 403 403 200 200 404 403"), // addresses may be secrets
        new("GetWebhook", "GET agents/{agent}/webhooks/{webhook}", null, "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("ChangeWebhook", "PATCH agents/{agent}/webhooks/{webhook}", "{\"description\":\"d\"}", "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("RotateWebhook", "POST agents/{agent}/webhooks/{webhook}/rotate", null, "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("TestWebhook", "POST agents/{agent}/webhooks/{webhook}/test", null, "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("DeleteWebhook", "DELETE agents/{agent}/webhooks/{freshWebhook}", null, "401 404 404 404 404 404 403 403 204 204 404 403"),
        new("DeadDeliveries", "GET agents/{agent}/webhooks/dead", null, "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("DeliveriesPending", "GET agents/{agent}/webhooks/pending", null, "401 404 404 404 404 404 403 403 200 200 404 403"),
        new("ReplayDelivery", "POST agents/{agent}/webhooks/dead/{run}-{webhook}/replay", null, "401 404 404 404 404 404 403 403 404 404 404 403"), // 404: let through, but there is none
        new("ForgetDelivery", "DELETE agents/{agent}/webhooks/dead/{run}-{webhook}", null, "401 404 404 404 404 404 403 403 404 404 404 403"), // likewise
        new("MakeHook", "POST agents/{agent}/schedules/{freshSchedule}/hook", null, "401 404 404 404 404 404 404 201 403 201 404 403"),
        new("RevokeHook", "DELETE agents/{agent}/schedules/{freshSchedule}/hook", null, "401 404 404 404 404 404 404 204 204 204 404 403"),
        new("CallHook", "POST hooks/hook_bm8gdG9rZW4", null, "404 404 404 404 404 404 404 404 404 404 404 404"), // a token of its own
        new("CallHook", "POST hooks/{hook}", null, "202 202 202 202 202 202 202 202 202 202 202 202"),
        new("CallHook", "POST hooks/{formerHook}", null, "404 404 404 404 404 404 404 404 404 404 404 404"),
        new("CallHook", "POST hooks/{lostHook}", null, "409 409 409 409 409 409 409 409 409 409 409 409"), // recorded as rejected
        new("ProbeHook", "GET hooks/hook_bm8gdG9rZW4", null, "404 404 404 404 404 404 404 404 404 404 404 404"),
        new("ProbeHook", "GET hooks/{hook}", null, "405 405 405 405 405 405 405 405 405 405 405 405"), // it does not take any JSON
        new("ProbeHookHead", "HEAD hooks/{hook}", null, "405 405 405 405 405 405 405 405 405 405 405 405"),

        new("GetOwnerLimits", "GET owners/ann/limits", null, "401 200 200 404 404 404 404 404 200 200 404 403"), // the other tenant's ann is somebody else
        new("SetOwnerLimits", "PUT owners/ann/limits", "{\"monthUsd\":1000}", "401 403 200 404 404 404 404 404 403 200 404 403"),
        new("RemoveOwnerLimits", "DELETE owners/ann/limits", null, "401 403 204 404 404 404 404 404 403 204 404 403"),
        new("GetUsage", "GET usage", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
        new("GetUsage", "GET usage?agent={agent}", null, "401 404 404 404 404 404 200 200 200 200 404 403"),
        new("GetStats", "GET stats", null, "401 200 200 200 200 200 200 200 200 200 200 403"),
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

                if (status < 300 && caller.IsOutside && world.Secrets.FirstOrDefault(secret => body.Contains(secret, StringComparison.Ordinal)) is { } leak && line.Function is not ("ChangeManySchedules" or "ChangeManyRuns"))
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

    /// <remarks>What a caller may not see does not exist for it: nothing but the name differs from what it is told about an agent that is not there.</remarks>
    [Fact]
    public async Task Answers_about_an_agent_that_is_not_seen_are_those_about_one_that_is_not_there_for_every_verb()
    {
        await using var world = await AccessMatrixWorld.StartAsync(azurite);
        var stranger = world.Callers.Single(caller => caller.Name == "stranger");
        var (seen, differences) = (new SortedSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var line in Lines.Where(line => line.Request.Contains("agents/{", StringComparison.Ordinal)))
        {
            foreach (var (body, headers) in new (string? Body, (string, string)[] Headers)[] { (line.Body, []), ("{", []), ("{\"noSuchField\":1}", []), (line.Body, [("If-Match", "\"999\"")]) })
            {
                var unseen = await world.SendAsync(stranger, line.Request, body, headers);
                var absent = await world.SendAsync(stranger, line.Request.Replace("{agent}", "nobody", StringComparison.Ordinal).Replace("{freshAgent}", "nobody", StringComparison.Ordinal).Replace("{guarded}", "nobody", StringComparison.Ordinal), body, headers);
                if (line.Function == "PutAgent" && body == line.Body && headers.Length == 0)
                {
                    Assert.Equal((404, 201), (unseen.Status, absent.Status)); // the one request that makes the agent where the name is free
                    await world.SendAsync(stranger, "DELETE agents/nobody", null);
                    absent = await world.SendAsync(stranger, "GET agents/nobody", null);
                }

                var (one, other) = (AccessMatrixWorld.Told(unseen), AccessMatrixWorld.Told(absent));
                seen.Add($"{line.Function} {unseen.Status}");
                if (one != other)
                {
                    differences.Add($"{line.Request} {body} {string.Join(' ', headers)}: {one} / {other}");
                }
            }
        }

        output.WriteLine($"{seen.Count} functions and statuses: {string.Join(", ", seen)}");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(seen.Count > 40);
    }

    [Fact]
    public async Task What_changes_many_things_asks_for_each_of_them()
    {
        await using var world = await AccessMatrixWorld.StartAsync(azurite);
        const string Body = "{\"action\":\"disable\",\"ids\":[{\"agent\":\"{agent}\",\"id\":\"{schedule}\"}]}";
        var outcomes = new List<string>();
        foreach (var caller in world.Callers.Skip(AccessMatrixWorld.Nobodies).SkipLast(1)) // the last one's requests come from another site
        {
            var (_, body) = await world.SendAsync(caller, "POST schedules/bulk", Body);
            var item = System.Text.Json.Nodes.JsonNode.Parse(body)!["items"]![0]!;
            outcomes.Add($"{caller.Name}: {item["outcome"]} {item["status"]}".Trim());
        }

        Assert.Equal(
            [
                "other tenant's user: refused 404", "other tenant's admin: refused 404", "stranger: refused 404", "former owner: refused 404", "unshared: refused 404",
                "shared with: refused 404", "maker: done", "owner: unchanged", "admin: unchanged", "platform's admin by name: refused 404",
            ],
            outcomes);
    }

    /// <param name="Function">The function's name.</param>
    /// <param name="Request">Method and path below <c>/api/</c>.</param>
    /// <param name="Body">JSON. Null: none.</param>
    /// <param name="Expected">The statuses by column.</param>
    private sealed record Line(string Function, string Request, string? Body, string Expected);
}
