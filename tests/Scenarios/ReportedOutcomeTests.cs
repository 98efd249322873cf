using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Base;
using AgentSched.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Scenarios;

/// <summary>What the record keeps of an answer, whatever its outcome; the outcomes themselves are in <see cref="AnswerTableTests"/>.</summary>
[Trait("shows", "runs")]
[Trait("shows", "right-answers")]
public sealed class ReportedOutcomeTests(AzuriteFixture azurite)
{
    [Theory] // kind; status and body; status of the run, response, error code, terminal reason; words of its sentence
    [InlineData("trinity", 200, """{"response":"half of it","success":false,"error_code":"quota","terminal_reason":"api_error"}""", "failed", "half of it", "quota", "api_error", "reports a failure")]
    [InlineData("trinity", 200, """{"response":"done","metadata":{"terminal_reason":"max_turns"}}""", "succeeded", "done", null, "max_turns", "completed")]
    [InlineData("trinity", 500, """{"detail":{"message":"it broke","error_code":"internal","metadata":{"cost_usd":0.1,"terminal_reason":"api_error"}}}""", "failed", null, "internal", "api_error", "answered 500: it broke")]
    [InlineData("trinity", 400, """{"detail":{"message":"it broke","metadata":{"error_code":"bad_input"},"terminal_reason":"refused"}}""", "failed", null, "bad_input", "refused", "it broke")]
    [InlineData("trinity", 200, "<html>Please sign in</html>", "failed", "<html>Please sign in</html>", null, null, "not with a JSON object")]
    [InlineData("trinity", 200, "data: {\"response\":\"x\"}\n\n", "failed", "data: {\"response\":\"x\"}\n\n", null, null, "event stream, which was not asked for; it begins with data:")]
    [InlineData("openai", 200, """{"choices":[{"message":{"content":"half"},"finish_reason":"error","error":{"message":"overloaded","code":"server_error"}}]}""", "failed", "half", "server_error", "error", "reports a failure: overloaded")]
    [InlineData("openai", 200, """{"choices":[{"message":{"content":[{"text":"one, ","type":"text"},{"thinking":"hm","type":"thinking","text":"hm"},"two"]},"finish_reason":"stop"}]}""", "succeeded", "one, two", null, "stop", "completed")]
    [InlineData("openai", 200, """{"choices":[{"message":{"content":[{"type":"output_text","text":{"value":"one, ","annotations":[]}},{"text":{"value":"two"},"type":"text"}]},"finish_reason":"stop"}]}""", "succeeded", "one, two", null, "stop", "completed")]
    [InlineData("openai", 200, """{"choices":[{"message":{"content":[{"type":"refusal","refusal":"I will not."}]},"finish_reason":"stop"}]}""", "failed", "I will not.", null, "stop", "with a refusal of the model")]
    [InlineData("openai", 200, """{"choices":[{"message":{"content":null,"refusal":"I will not."},"finish_reason":"stop"}]}""", "failed", "I will not.", null, "stop", "with a refusal of the model")]
    [InlineData("openai", 200, """{"choices":[{"message":{"content":[{"type":"refusal","refusal":"Not all of it."},{"type":"text","text":"Half of it."}]},"finish_reason":"stop"}]}""", "succeeded", "Half of it.", null, "stop", "completed")]
    [InlineData("openai", 200, """{"choices":[{"message":{"content":" "},"finish_reason":"length"}]}""", "failed", " ", null, "length", "token limit first (finish_reason length)")]
    [InlineData("openai", 200, """{"choices":[{"text":"in the old form","finish_reason":"stop"}]}""", "succeeded", "in the old form", null, "stop", "completed")]
    [InlineData("openai", 200, "data: {\"choices\":[{\"delta\":{\"content\":\"one, \"}}]}\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"two\"},\"finish_reason\":\"stop\"}]}\r\n\r\ndata: [DONE]\r\n\r\n", "succeeded", "one, two", null, "stop", "completed")]
    [InlineData("webhook", 200, """{"error":{"message":"no disk","code":"ENOSPC"}}""", "failed", """{"error":{"message":"no disk","code":"ENOSPC"}}""", "ENOSPC", null, "reports a failure: no disk")]
    [InlineData("webhook", 200, "data: hello\n\n", "succeeded", "data: hello\n\n", null, null, "completed")]
    public async Task The_record_keeps_text_code_and_reason(string kind, int status, string body, string run, string? response, string? code, string? reason, string words)
    {
        await using var agent = await AnsweringServer.StartAsync(status, body);
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { kind, url = agent.Address, model = "small" }, HttpStatusCode.Created);
        var record = await RunAsync(app, "alice");
        Assert.Equal((run, response, code, reason), ((string?)record["status"], (string?)record["response"], (string?)record["errorCode"], (string?)record["terminalReason"]));
        Assert.Contains(words, (string?)record["sentence"], StringComparison.Ordinal);
    }

    [Theory] // empty answers that the agent's entry accepts; finish reason; status and reason of the run
    [InlineData("[]", "length", "failed", "truncated")]
    [InlineData("""["truncated"]""", "length", "succeeded", "completed")]
    [InlineData("""["truncated"]""", "content_filter", "failed", "filtered")]
    [InlineData("""["filtered","filtered"]""", "content_filter", "succeeded", "completed")]
    [InlineData("""["toolCallsUnanswered"]""", "tool_calls", "succeeded", "completed")]
    [InlineData("""["truncated","filtered"]""", "function_call", "failed", "toolCallsUnanswered")]
    [InlineData("null", "length", "failed", "truncated")]
    public async Task An_empty_answer_counts_where_the_agent_s_entry_accepts_it(string accepted, string finish, string status, string reason)
    {
        await using var agent = await AnsweringServer.StartAsync(200, $$$"""{"choices":[{"message":{"role":"assistant","content":null},"finish_reason":"{{{finish}}}"}]}""");
        await using var app = await TestApp.StartAsync(azurite);
        await app.Api.PutAsync("agents/alice", new { kind = "openai", url = agent.Address, model = "small", acceptedEmptyAnswers = JsonNode.Parse(accepted) }, HttpStatusCode.Created);
        var run = await RunAsync(app, "alice");
        Assert.Equal((status, reason), ((string?)run["status"], (string?)run["reason"]));
    }

    [Theory] // body of the entry; field and words of the error
    [InlineData("""{"kind":"openai","acceptedEmptyAnswers":["empty"]}""", "acceptedEmptyAnswers[0]", "is not one of truncated, filtered, toolCallsUnanswered")]
    [InlineData("""{"kind":"openai","acceptedEmptyAnswers":["truncated",""]}""", "acceptedEmptyAnswers[1]", "has 0 characters")]
    [InlineData("""{"kind":"openai","acceptedEmptyAnswers":"truncated"}""", "acceptedEmptyAnswers", "a list of strings")]
    [InlineData("""{"kind":"openai","acceptedEmptyAnswers":[1]}""", "acceptedEmptyAnswers[0]", "not a string")]
    [InlineData("""{"kind":"webhook","acceptedEmptyAnswers":["truncated"]}""", "acceptedEmptyAnswers", "kind openai only")]
    public async Task A_wrong_list_of_empty_answers_names_its_field(string body, string field, string words)
    {
        await using var app = await TestApp.StartAsync(azurite);
        var entry = JsonNode.Parse(body)!.AsObject();
        (entry["url"], entry["model"]) = (app.Agent.Address.AbsoluteUri, "small");
        var (status, problem) = await app.Api.TryAsync(HttpMethod.Put, "agents/alice", entry.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(words, (string?)problem!["errors"]![field]![0], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Api.TryAsync(HttpMethod.Get, "agents/alice", null)).Status);
    }

    [Theory] // body of the callback; its status; status and reason of the run, or what the problem says
    [InlineData("""{"response":"done"}""", HttpStatusCode.OK, "succeeded", "completed")]
    [InlineData("""{"error":"no disk"}""", HttpStatusCode.OK, "failed", "agentError")]
    [InlineData("""{"__error__":{"message":"no disk"}}""", HttpStatusCode.OK, "failed", "agentError")]
    [InlineData("""{"detail":{"message":"no credit","error_code":"billing"}}""", HttpStatusCode.OK, "failed", "agentBilling")]
    [InlineData("""{"success":false}""", HttpStatusCode.OK, "failed", "agentError")]
    [InlineData("{}", HttpStatusCode.BadRequest, "running", "response: must be a text")] // no answer: it still waits for one
    [InlineData("""{"foo":"bar"}""", HttpStatusCode.BadRequest, "running", "response: must be a text: the answer of an agent of kind trinity")]
    [InlineData("""{"response":5}""", HttpStatusCode.BadRequest, "running", "response: must be a text")]
    [InlineData("[1]", HttpStatusCode.BadRequest, "running", "the body is not a valid answer of this kind of agent")]
    [InlineData("data: x\n\n", HttpStatusCode.BadRequest, "running", "the body is not a valid answer of this kind of agent")]
    public async Task A_callback_is_judged_like_an_answer(string body, HttpStatusCode expected, string status, string? reason)
    {
        await using var app = await TestApp.StartAsync(azurite);
        app.Services.GetRequiredService<IOptions<AgentSchedOptions>>().Value.PublicUrl = app.Harness.Address;
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var id = (string?)(await app.Api.PostAsync("agents/alice/runs", new { message = "[async never]" }, HttpStatusCode.Accepted))["runId"];
        await Eventually.SeeAsync(async () => (await app.Api.GetAsync($"agents/alice/runs/{id}"))["acceptedAt"] is null ? null : "accepted", TimeSpan.FromSeconds(30));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Harness.Address, $"/api/callbacks/{id}")) { Content = new StringContent(body) };
        request.Headers.Add("X-Callback-Token", app.Agent.Calls[0].Body.GetProperty("async_result").GetProperty("token").GetString());
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var run = await app.Api.GetAsync($"agents/alice/runs/{id}");
        Assert.Equal((expected, status), (answer.StatusCode, (string?)run["status"]));
        Assert.Contains(reason!, expected == HttpStatusCode.OK ? (string?)run["reason"] : (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["detail"], StringComparison.Ordinal);
    }

    private static async Task<JsonNode> RunAsync(TestApp app, string agent)
    {
        var run = await app.Api.PostAsync($"agents/{agent}/runs", new { message = "x", retries = 0 }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        return await app.Api.GetAsync($"agents/{agent}/runs/{run["runId"]}");
    }
}
