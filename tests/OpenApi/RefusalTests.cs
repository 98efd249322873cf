using System.Text.Json.Nodes;
using AgentSched.OpenApi;
using AgentSched.Tests.Support;
using HttpStatusCode = System.Net.HttpStatusCode;

namespace AgentSched.Tests.OpenApi;

/// <summary>Whoever is refused gets the problem that the document has for it, at every operation.</summary>
[Trait("shows", "access")]
public sealed class RefusalTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task Who_has_no_key_asks_for_what_is_not_there_or_sends_what_is_no_JSON_gets_the_documented_problem()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var caller = await ReadyApp.StandAsync(app);
        var wrong = new List<string>();
        foreach (var (path, _, operation) in ApiDocument.Operations(ApiDocument.Root).Where(o => ApiDocument.NeedsKey(o.Operation)))
        {
            var id = (string)operation["operationId"]!;
            await ReadyApp.TryAsync(() => caller.CallAsync(id, 401, key: string.Empty), wrong, id);
            await ReadyApp.TryAsync(() => caller.CallAsync(id, 401, key: "ask_test_abcdefghijklmnopqrstuvwxyzABCDEF9999"), wrong, id);
            foreach (var (name, unknown) in new[] { ("agent", "nobody"), ("id", "0000000000000000"), ("runId", "000000000000000000000000"), ("backfillId", "0000000000000000") })
            {
                if (path.Contains($"{{{name}}}", StringComparison.Ordinal) && (id, name) != ("putAgent", "agent"))
                {
                    await ReadyApp.TryAsync(() => caller.CallAsync(id, 404, place: (name, unknown)), wrong, id);
                }
            }

            if (operation["requestBody"] is not null)
            {
                await ReadyApp.TryAsync(() => caller.CallAsync(id, 400, body: "{"), wrong, id);
                await ReadyApp.TryAsync(() => caller.CallAsync(id, 413, body: new string(' ', 5 << 20)), wrong, id);
            }

            if (id != "restoreSchedule" && Routes.ParametersOf(path, operation).Any(p => (string?)p["name"] == "If-Match"))
            {
                await ReadyApp.TryAsync(() => caller.CallAsync(id, 412, headers: [("If-Match", "\"999\"")]), wrong, id);
            }

            if (Routes.ParametersOf(path, operation).Any(p => (string?)p["name"] == "Idempotency-Key"))
            {
                await ReadyApp.TryAsync(() => caller.CallAsync(id, 400, headers: [("Idempotency-Key", new string('k', 201))], body: id == "runCommand" ? new JsonObject { ["text"] = "@alice say hello" } : null), wrong, id);
            }
        }

        output.WriteLine($"{caller.Seen.Count} operations and statuses: {string.Join(", ", caller.Seen)}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <remarks>Ann's agent is shared with Ben, who made a schedule and a run: she sees them and does not change the schedule, he does not change the agent.</remarks>
    [Fact]
    public async Task Who_sees_it_and_may_not_do_it_gets_the_documented_problem_wherever_the_document_has_one()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var (annsKey, bensKey) = (await KeyAsync(app, "ann"), await KeyAsync(app, "ben"));
        using var ben = app.As(bensKey);
        using var caller = await ReadyApp.StandAsync(app, ben, new { url = app.Agent.Address, owner = "ann", sharedWith = new[] { "ben" } });
        var wrong = new List<string>();
        foreach (var (path, _, operation) in ApiDocument.Operations(ApiDocument.Root).Where(o => o.Operation["responses"]!["403"] is not null))
        {
            var id = (string)operation["operationId"]!;
            var isAnns = path.Contains("/schedules/", StringComparison.Ordinal) || path.Contains("/owners/", StringComparison.Ordinal);
            var status = id == "restoreSchedule" ? 404 : 403; // it is not deleted
            await ReadyApp.TryAsync(() => caller.CallAsync(id, status, key: isAnns ? annsKey : bensKey), wrong, id);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(caller.Seen.Count(seen => seen.EndsWith("403", StringComparison.Ordinal)) > 15);
    }

    private static async Task<string> KeyAsync(TestApp app, string name) =>
        (string)(await app.Api.PostAsync("keys", new { name }, HttpStatusCode.Created))["key"]!;
}
