using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AgentSched.Api.OpenApi;
using AgentSched.Tests.Support;
using HttpStatusCode = System.Net.HttpStatusCode;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>Whoever is refused gets the problem that the document has for it, at every operation.</summary>
[Trait("shows", "access")]
[Trait("shows", "access-money")]
public sealed class RefusalTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task Who_has_no_key_asks_for_what_is_not_there_or_sends_what_is_no_JSON_gets_the_documented_problem()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var caller = await ReadyApp.StandAsync(app);
        var wrong = new ConcurrentQueue<string>();
        await SideBySide.EachAsync(ApiDocument.Operations(ApiDocument.Root).Where(o => ApiDocument.NeedsKey(o.Operation)), async o =>
        {
            var (path, operation, id) = (o.Path, o.Operation, (string)o.Operation["operationId"]!);
            async Task TryAsync(int status, object? body = null, string key = TestApp.AdminKey, (string, string)[]? headers = null, (string, string)? place = null, string type = "application/json") =>
                await ReadyApp.TryAsync(() => caller.CallAsync(id, status, body: body, type: type, key: key, headers: headers, place: place), wrong, id);
            bool Takes(string header) => Routes.ParametersOf(path, operation).Any(p => (string?)p["name"] == header);

            await TryAsync(401, key: string.Empty);
            await TryAsync(401, key: "ask_test_abcdefghijklmnopqrstuvwxyzABCDEF9999");
            foreach (var (name, unknown) in new[] { ("agent", "nobody"), ("id", "0000000000000000"), ("runId", "000000000000000000000000"), ("backfillId", "0000000000000000") })
            {
                if (path.Contains($"{{{name}}}", StringComparison.Ordinal) && (id, name) != ("putAgent", "agent"))
                {
                    await TryAsync(404, place: (name, unknown));
                }
            }

            if (operation["requestBody"] is not null)
            {
                await TryAsync(400, body: "{");
                await TryAsync(415, body: "{}", type: "text/csv"); // also what a form of another site can send
                await TryAsync(413, body: new string(' ', 5 << 20));
            }

            if (id != "restoreSchedule" && Takes("If-Match"))
            {
                await TryAsync(412, headers: [("If-Match", "\"999\"")]);
            }

            if (Takes("Idempotency-Key"))
            {
                await TryAsync(400, headers: [("Idempotency-Key", new string('k', 201))], body: id == "runCommand" ? new JsonObject { ["text"] = "@alice say hello" } : null);
            }
        });

        output.WriteLine($"{caller.Seen.Count} operations and statuses: {string.Join(", ", caller.Seen)}");
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }

    /// <remarks>Ann's agent is shared with Ben, who made a schedule and a run: she sees them and does not change the schedule, he does not change the agent.</remarks>
    [Fact]
    public async Task Who_sees_it_and_may_not_do_it_gets_the_documented_problem_wherever_the_document_has_one()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var (annsKey, bensKey) = (await KeyAsync(app, "ann"), await KeyAsync(app, "ben"));
        using var ben = app.As(bensKey);
        using var caller = await ReadyApp.StandAsync(app, ben, new { url = app.Agent.Address, owner = "ann", sharedWith = new[] { "ben" } });
        var wrong = new ConcurrentQueue<string>();
        await SideBySide.EachAsync(ApiDocument.Operations(ApiDocument.Root).Where(o => (string?)o.Operation["responses"]!["403"]?["$ref"] == "#/components/responses/Forbidden"), async o =>
        {
            var id = (string)o.Operation["operationId"]!;
            var isAnns = id == "runCommand" || o.Path.Contains("/schedules/", StringComparison.Ordinal) || o.Path.Contains("/owners/", StringComparison.Ordinal);
            var status = id == "restoreSchedule" ? 404 : 403; // it is not deleted
            var body = id == "runCommand" ? new JsonObject { ["action"] = "resume", ["agent"] = caller.Place["agent"], ["schedule"] = caller.Place["id"] }
                : id == "registerAgent" ? new JsonObject { ["name"] = "another", ["url"] = app.Agent.Address.ToString(), ["secret"] = "vault" } // secrets are for admins
                : null;
            await ReadyApp.TryAsync(() => caller.CallAsync(id, status, body: body, key: isAnns ? annsKey : bensKey), wrong, id);
        });
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
        Assert.True(caller.Seen.Count(seen => seen.EndsWith("403", StringComparison.Ordinal)) > 15);
    }

    private static async Task<string> KeyAsync(TestApp app, string name) =>
        (string)(await app.Api.PostAsync("keys", new { name }, HttpStatusCode.Created))["key"]!;
}
