using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AgentSched.Api.OpenApi;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>Every operation refuses a query parameter that it does not read and, where it reads none, a body; by name, and nothing happens.</summary>
[Trait("shows", "access")]
[Trait("shows", "right-answers")]
public sealed class UnreadInputTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task What_an_operation_does_not_read_is_refused_by_name()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var caller = await ReadyApp.StandAsync(app);
        caller.Place["token"] = (string)(await app.Api.PostAsync($"agents/alice/schedules/{caller.Place["id"]}/hook", expected: System.Net.HttpStatusCode.Created))["token"]!;
        caller.Place["deliveryId"] = $"{caller.Place["runId"]}-{caller.Place["webhookId"]}";
        using var http = new HttpClient { BaseAddress = app.Harness.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", TestApp.AdminKey);
        var before = await new Rows(app.Storage).ETagsAsync();
        var (sent, wrong) = (0, new ConcurrentQueue<string>());
        await SideBySide.EachAsync(ApiDocument.Operations(ApiDocument.Root), async o =>
        {
            var id = (string)o.Operation["operationId"]!;
            var isDeleted = id == "restoreSchedule"; // it looks for a deleted schedule, and there is none
            await TryAsync("?noSuchParameter=1", body: o.Operation["requestBody"] is null ? null : Routes.ExampleOf(o.Operation)!.ToJsonString(), "noSuchParameter");
            if (o.Operation["requestBody"] is null && o.Method != "head")
            {
                await TryAsync(string.Empty, """{"noSuchField":1}""", "noSuchField");
            }

            async Task TryAsync(string query, string? body, string name)
            {
                Interlocked.Increment(ref sent);
                var path = caller.Place.Aggregate(o.Path, (filled, place) => filled.Replace($"{{{place.Key}}}", place.Value, StringComparison.Ordinal));
                using var request = new HttpRequestMessage(new HttpMethod(o.Method), $"/api{path}{query}") { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
                using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                var expected = isDeleted ? 404 : id == "previewSpec" && query.Length > 0 ? 200 : 400; // what is wrong with a spec is its answer
                if ((int)response.StatusCode != expected || (!isDeleted && o.Method != "head" && JsonNode.Parse(text)!["errors"]?[name] is null))
                {
                    wrong.Enqueue($"{id} {query} {body}: {(int)response.StatusCode} {text}");
                }
            }
        });

        output.WriteLine($"{sent} requests with one thing that is not read");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {sent}:\n{string.Join('\n', wrong)}");
        Assert.Equal(before, await new Rows(app.Storage).ETagsAsync());
    }
}
