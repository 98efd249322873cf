using System.Text.Json.Nodes;
using AgentSched.Api.OpenApi;
using AgentSched.Demo;
using AgentSched.Model.Runs;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Rows;
using AgentSched.Tests.Support;
using Azure.Data.Tables;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>The app that is walked: in this process, or on the real host.</summary>
/// <param name="Agent">An agent that it can reach.</param>
/// <param name="Storage">Its connection string.</param>
/// <param name="SettleAsync">Returns when nothing is under way.</param>
/// <param name="LetTimePass">Brings the end of a stream of events nearer.</param>
internal sealed record Walked(DemoAgent Agent, string Storage, Func<Task> SettleAsync, Action LetTimePass)
{
    public TableClient Table => new(Storage, "Scheduler");
}

/// <summary>Calls every operation of the document. An operation that is added needs a step here.</summary>
internal static class Walk
{
    /// <returns>The operations that were not answered with success.</returns>
    public static async Task<IEnumerable<string>> AllAsync(Walked app, Caller caller)
    {
        await OperatingAsync(caller);
        await KeysAsync(caller);
        await AgentsAsync(app, caller);
        await SchedulesAsync(caller);
        await SpecsAsync(app, caller);
        await RunsAsync(app, caller);
        await BackfillsAsync(app, caller);
        await WebhooksAsync(app, caller);
        await BudgetsAsync(app, caller);
        foreach (var id in new[] { "listKeys", "getUsage", "getStats", "getAgentStats", "listSchedules", "listAllSchedules", "listRuns", "listAllRuns", "listRunsOfSchedule", "previewSpec", "listAgents", "listActivities", "listTimeline" })
        {
            await EachParameterAsync(caller, id);
        }

        await EventsAsync(app, caller);
        await EndAsync(caller);
        var walked = caller.Seen.Where(seen => seen.Split(' ')[1][0] == '2').Select(seen => seen.Split(' ')[0]);
        return ApiDocument.Operations(ApiDocument.Root).Select(o => (string)o.Operation["operationId"]!).Except(walked);
    }

    private static async Task OperatingAsync(Caller caller)
    {
        await caller.CallAsync("health", key: string.Empty);
        await caller.CallAsync("ready", key: string.Empty);
        var document = await caller.CallAsync("getOpenApi", key: string.Empty);
        Assert.True(JsonNode.DeepEquals(ApiDocument.Root, document.Json));
        await caller.CallAsync("getOpenApi", 304, key: string.Empty, headers: [("If-None-Match", document.Headers.ETag!.Tag)]);
        var page = await caller.CallAsync("getDocs", key: string.Empty);
        await caller.CallAsync("getDocs", 304, key: string.Empty, headers: [("If-None-Match", page.Headers.ETag!.Tag)]);
        await caller.CallAsync("schedulerStatus");
    }

    private static async Task KeysAsync(Caller caller)
    {
        await caller.CallAsync("getMe");
        caller.Place["id"] = (string)(await caller.CallAsync("issueKey", 201)).Json["id"]!;
        await caller.CallAsync("listKeys");
        await caller.CallAsync("revokeKey", 204);
        await caller.CallAsync("listKeys");
        await caller.CallAsync("revokeKey", 404, place: ("id", "nosuchkey"));
    }

    private static async Task AgentsAsync(Walked app, Caller caller)
    {
        var body = Routes.ExampleOf(Routes.Find("registerAgent").Operation)!;
        body["url"] = app.Agent.Address.ToString();
        caller.Place["agent"] = (string)body["name"]!;
        await caller.CallAsync("registerAgent", 201, body: body);
        await caller.CallAsync("registerAgent", 409, body: body);
        await caller.CallAsync("listAgents");
        await caller.CallAsync("getAgent");
        var entry = Routes.ExampleOf(Routes.Find("putAgent").Operation)!;
        entry["url"] = app.Agent.Address.ToString();
        var put = await caller.CallAsync("putAgent", body: entry);
        await caller.CallAsync("patchAgent", 412, headers: [("If-Match", "\"1\"")]);
        await caller.CallAsync("patchAgent", headers: [("If-Match", put.Headers.ETag!.Tag)]);
        await caller.CallAsync("putAgent", body: (await caller.CallAsync("getAgent")).Json); // what was read can be sent back
        await caller.CallAsync("disableAgent");
        await caller.CallAsync("chatWithAgent", 409);
        await caller.CallAsync("enableAgent");
        await caller.CallAsync("probeAgent");
        await caller.CallAsync("chatWithAgent");
        await caller.CallAsync("getChatSession");
    }

    private static async Task SchedulesAsync(Caller caller)
    {
        var made = await caller.CallAsync("createSchedule", 201, headers: [("Idempotency-Key", "once")]);
        caller.Place["id"] = (string)made.Json["id"]!;
        Assert.Equal(caller.Place["id"], (string?)(await caller.CallAsync("createSchedule", 201, headers: [("Idempotency-Key", "once")])).Json["id"]);
        await caller.CallAsync("createSchedule", 409);
        await caller.CallAsync("getSchedule");
        await caller.CallAsync("replaceSchedule", body: (await caller.CallAsync("getSchedule")).Json);
        await caller.CallAsync("replaceSchedule", headers: [("If-Match", "\"2\"")]);
        await caller.CallAsync("changeSchedule");
        await caller.CallAsync("previewSchedule", query: "?count=3");
        Assert.NotEqual(0, (int)(await caller.CallAsync("diffSchedule")).Json["addedCount"]!);
        await caller.CallAsync("pauseSchedule");
        await caller.CallAsync("disableSchedule");
        await caller.CallAsync("pauseSchedule", 409);
        await caller.CallAsync("enableSchedule");
        await caller.CallAsync("deleteSchedule", 412, headers: [("If-Match", "\"1\"")]);
        await caller.CallAsync("deleteSchedule", 204);
        await caller.CallAsync("listSchedules", query: "?deleted=true");
        await caller.CallAsync("restoreSchedule");
        await caller.CallAsync("changeManySchedules");
        await caller.CallAsync("exportSchedules");
        await caller.CallAsync("exportSchedules", query: "?format=yaml&agent=alice&tag=reports");
        await caller.CallAsync("importSchedules", query: "?mode=upsert&dryRun=true");
        await caller.CallAsync("importSchedules");
        await caller.CallAsync("importSchedules", query: "?mode=upsert", type: "application/yaml");
        await caller.CallAsync("importSchedules", 400);
        await caller.CallAsync("importSchedules", query: "?format=crontab&agent=alice&dryRun=true", type: "text/plain");
    }

    private static async Task SpecsAsync(Walked app, Caller caller)
    {
        await caller.CallAsync("previewSpec", query: (string)Routes.Find("previewSpec").Operation["x-query"]!);
        await caller.CallAsync("previewSpec", query: "?cron=61+9+*+*+*");
        await caller.CallAsync("parseEnglish");
        await caller.CallAsync("runCommand", 201);
        await caller.CallAsync("runCommand", 202, body: new JsonObject { ["text"] = "@alice check deprecated models" });
        var choice = await caller.CallAsync("runCommand", 409, body: new JsonObject { ["text"] = "@alice send the report at 5pm" });
        var made = await caller.CallAsync("runCommand", 201, body: choice.Json["readings"]![1]!.DeepClone());
        await caller.CallAsync("runCommand", 200, body: new JsonObject { ["text"] = "@alice list schedules" });
        var pause = await caller.CallAsync("runCommand", 409, body: new JsonObject { ["text"] = $"@alice pause schedule {made.Json["name"]}" });
        await caller.CallAsync("runCommand", 200, body: pause.Json["readings"]![0]!.DeepClone());
        await caller.CallAsync("runCommand", 204, body: new JsonObject { ["action"] = "delete", ["agent"] = made.Json["agent"]!.DeepClone(), ["schedule"] = made.Json["id"]!.DeepClone() });
        await app.SettleAsync();
    }

    private static async Task RunsAsync(Walked app, Caller caller)
    {
        var run = await caller.CallAsync("runAgent", 202, headers: [("Idempotency-Key", "once")]);
        caller.Place["runId"] = (string)run.Json["runId"]!;
        await app.SettleAsync();
        Assert.Equal("succeeded", (string?)(await caller.CallAsync("getRun")).Json["status"]);
        await caller.CallAsync("getRunLog");
        await caller.CallAsync("getRunResponse");
        await caller.CallAsync("replayRun", 202);
        await app.SettleAsync();
        await caller.CallAsync("changeManyRuns");
        await caller.CallAsync("getOverview");
        await caller.CallAsync("postMcp");
        await caller.CallAsync("postMcp", 202, body: new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" });
        await caller.CallAsync("scheduleRun", 201);
        await caller.CallAsync("cancelRun", 409);
        await caller.CallAsync("triggerSchedule", 202);
        await app.SettleAsync();
        await caller.CallAsync("listRuns");
        await caller.CallAsync("listRuns", query: "?limit=1");
        await caller.CallAsync("listAllRuns");
        await caller.CallAsync("listRunsOfSchedule");
        var done = caller.Place["runId"];
        await caller.CallAsync("patchAgent", body: new JsonObject { ["maxConcurrent"] = 1, ["queueDepth"] = 0, ["limits"] = null });
        caller.Place["runId"] = (string)(await caller.CallAsync("runAgent", 202, body: new JsonObject { ["message"] = "wait [async never]" })).Json["runId"]!;
        var call = await Eventually.SeeAsync(() => Task.FromResult(app.Agent.Calls.SingleOrDefault(c => c.IdempotencyKey == caller.Place["runId"])), TimeSpan.FromSeconds(30));
        await Eventually.SeeAsync(async () => (await caller.CallAsync("getRun")).Json["acceptedAt"], TimeSpan.FromSeconds(30));
        await caller.CallAsync("triggerSchedule", 429);
        await caller.CallAsync("receiveCallback", 401, key: string.Empty);
        var token = call.Body.GetProperty("async_result").GetProperty("token").GetString()!;
        await caller.CallAsync("receiveCallback", 400, body: "<html>", key: string.Empty, headers: [("X-Callback-Token", token)]);
        await caller.CallAsync("receiveCallback", key: string.Empty, headers: [("X-Callback-Token", token)]);
        await caller.CallAsync("receiveCallback", 409, key: string.Empty, headers: [("X-Callback-Token", token)]);
        Assert.Equal(0.25m, (decimal)(await caller.CallAsync("getRun")).Json["costUsd"]!);
        caller.Place["runId"] = (string)(await caller.CallAsync("runAgent", 202, body: new JsonObject { ["message"] = "wait [async never]" })).Json["runId"]!;
        await caller.CallAsync("cancelRun");
        await app.SettleAsync();
        caller.Place["runId"] = done;
    }

    private static async Task BackfillsAsync(Walked app, Caller caller)
    {
        var dry = Routes.ExampleOf(Routes.Find("backfillSchedule").Operation)!;
        dry["dryRun"] = true;
        Assert.NotEmpty((await caller.CallAsync("backfillSchedule", body: dry)).Json["items"]!.AsArray());
        caller.Place["backfillId"] = (string)(await caller.CallAsync("backfillSchedule", 202)).Json["id"]!;
        await caller.CallAsync("getBackfill");
        await caller.CallAsync("cancelBackfill");
        await app.SettleAsync();
        await caller.CallAsync("getBackfill");
    }

    private static async Task WebhooksAsync(Walked app, Caller caller)
    {
        var example = Routes.ExampleOf(Routes.Find("createWebhook").Operation)!;
        (example["url"], example["on"]) = (new Uri(app.Agent.Address, "nowhere").AbsoluteUri, new JsonArray("succeeded", "failed"));
        caller.Place["webhookId"] = (string)(await caller.CallAsync("createWebhook", 201, body: example, headers: [("Idempotency-Key", "once")])).Json["id"]!;
        Assert.Equal(caller.Place["webhookId"], (string?)(await caller.CallAsync("createWebhook", 201, body: example, headers: [("Idempotency-Key", "once")])).Json["id"]);
        caller.Place["deliveryId"] = $"{caller.Place["runId"]}-{caller.Place["webhookId"]}";
        await caller.CallAsync("listWebhooks");
        await caller.CallAsync("getWebhook");
        await caller.CallAsync("getWebhook", 404, place: ("webhookId", "nosuchhook00"));
        await caller.CallAsync("changeWebhook");
        await caller.CallAsync("rotateWebhook");
        Assert.Equal(404, (int?)(await caller.CallAsync("testWebhook")).Json["status"]);
        await caller.CallAsync("replayDelivery", 404);

        // What eight attempts would bring about, at once.
        var run = (await new Rows(app.Storage).OfKindAsync('x')).First(x => x.GetString("Agent") == caller.Place["agent"] && x.GetString("RunId") == caller.Place["runId"]);
        var ended = run.GetDateTimeOffset("FinishedAt")!.Value;
        var dead = new Delivery("main", caller.Place["agent"], RunId.Parse(caller.Place["runId"]), caller.Place["webhookId"], WebhookEvent.Failed, ended, ended)
        {
            AgentId = run.GetString("AgentId")!,
            Attempts = 8,
            LastStatus = 500,
            LastError = "answered 500: oops",
        };
        await app.Table.AddEntityAsync(dead.WriteDead(run.PartitionKey, ended));
        var pending = dead with { Attempts = 1, DueAt = ended.AddHours(1) };
        await app.Table.AddEntityAsync(pending.Write(run.PartitionKey));
        Assert.Single((await caller.CallAsync("deliveriesPending", query: "?limit=1")).Json["items"]!.AsArray());
        await app.Table.DeleteEntityAsync(run.PartitionKey, pending.Write(run.PartitionKey).RowKey);
        Assert.Single((await caller.CallAsync("deadDeliveries", query: "?limit=1")).Json["items"]!.AsArray());
        await caller.CallAsync("replayDelivery", 202);
        await app.SettleAsync();
        await app.Table.UpsertEntityAsync(dead.WriteDead(run.PartitionKey, ended));
        await caller.CallAsync("deleteWebhook", 204);
        await caller.CallAsync("replayDelivery", 409);
        await caller.CallAsync("forgetDelivery", 204);

        var hook = (await caller.CallAsync("makeHook", 201)).Json;
        caller.Place["token"] = (string)hook["token"]!;
        Assert.True((bool)(await caller.CallAsync("getSchedule")).Json["hook"]!);
        await caller.CallAsync("callHook", 202, key: string.Empty);
        await app.SettleAsync();
        await caller.CallAsync("callHook", 400, key: string.Empty, body: new JsonObject { ["message"] = "something else" });
        await caller.CallAsync("revokeHook", 412, headers: [("If-Match", "\"0\"")]);
        await caller.CallAsync("probeHook", 405, key: string.Empty);
        caller.Place["token"] = (string)(await caller.CallAsync("makeHook", 201, body: new JsonObject { ["body"] = "context" })).Json["token"]!;
        await caller.CallAsync("probeHook", key: string.Empty);
        await caller.CallAsync("probeHookHead", key: string.Empty);
        await caller.CallAsync(
            "callHook", key: string.Empty, headers: [("aeg-event-type", "SubscriptionValidation")], body: new JsonArray(new JsonObject { ["data"] = new JsonObject { ["validationCode"] = "512d38b6" } }));
        await caller.CallAsync("revokeHook", 204);
        await caller.CallAsync("callHook", 404, key: string.Empty);
    }

    private static async Task BudgetsAsync(Walked app, Caller caller)
    {
        await caller.CallAsync("patchAgent", body: new JsonObject { ["limits"] = new JsonObject { ["dayUsd"] = 0 }, ["queueDepth"] = 2 });
        var ended = caller.Place["runId"];
        caller.Place["runId"] = (string)(await caller.CallAsync("runAgent", 202)).Json["runId"]!;
        await caller.CallAsync("approveRun");
        await app.SettleAsync();
        await caller.CallAsync("approveRun", 409);
        Assert.NotNull((await caller.CallAsync("getAgent")).Json["budget"]!["warning"]);
        caller.Place["runId"] = ended;
        caller.Place["owner"] = "ann";
        await caller.CallAsync("issueKey", 201);
        await caller.CallAsync("getOwnerLimits");
        await caller.CallAsync("setOwnerLimits");
        await caller.CallAsync("getOwnerLimits");
        await caller.CallAsync("removeOwnerLimits", 204);
    }

    /// <summary>Each query parameter with its example, one after the other.</summary>
    private static async Task EachParameterAsync(Caller caller, string id)
    {
        var (path, _, operation) = Routes.Find(id);
        await caller.CallAsync(id);
        foreach (var parameter in Routes.ParametersOf(path, operation).Where(p => (string?)p["in"] == "query"))
        {
            var example = parameter["example"] is JsonArray several ? string.Join(',', several.Select(e => (string)e!)) : parameter["example"]!.ToString();
            await caller.CallAsync(id, query: $"?{parameter["name"]}={Uri.EscapeDataString(example)}");
        }
    }

    /// <summary>A stream ends after its time, which the clock brings.</summary>
    private static async Task EventsAsync(Walked app, Caller caller)
    {
        await caller.CallAsync("watchEvents", 400, query: "?lastEventId=nonsense");
        await caller.CallAsync("watchEvents", 404, query: "?agent=nobody");
        var example = (string)Routes.ParametersOf("/events", Routes.Find("watchEvents").Operation).Single(p => (string?)p["name"] == "lastEventId")["example"]!;
        var stream = caller.CallAsync("watchEvents", query: $"?agent={caller.Place["agent"]}&lastEventId={example}");
        while (!stream.IsCompleted)
        {
            app.LetTimePass();
            await Task.WhenAny(stream, Task.Delay(20));
        }

        Assert.Contains("event: schedule_run_completed\ndata: {\"type\":\"schedule_run_completed\"", (await stream).Text, StringComparison.Ordinal);
    }

    private static async Task EndAsync(Caller caller)
    {
        await caller.CallAsync("deleteAgent", 409);
        foreach (var schedule in (await caller.CallAsync("listSchedules")).Json["items"]!.AsArray())
        {
            await caller.CallAsync("deleteSchedule", 204, place: ("id", (string)schedule!["id"]!));
        }

        await caller.CallAsync("deleteAgent", 204);
        await caller.CallAsync("getAgent", 404);
    }
}
