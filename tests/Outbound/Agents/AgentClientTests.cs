using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Agents;
using AgentSched.Outbound.Guard;
using AgentSched.Tests.Outbound.Answers;
using AgentSched.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Outbound.Agents;

/// <summary>What goes out to agents of each kind, and what becomes of what comes back.</summary>
[Trait("shows", "runs")]
public sealed class AgentClientTests
{
    private static readonly RunId Run = RunId.ForOccurrence("k3v9q2m7x4b8c1d5", DateTimeOffset.Parse("2026-01-05T09:00:00Z"));

    [Fact]
    public async Task A_trinity_agent_gets_its_task_with_key_attempt_and_trace()
    {
        await using var server = await AnsweringServer.StartAsync(200, """{"response":"done"}""");
        var call = Call("tidy up") with
        {
            Attempt = 2,
            Timeout = TimeSpan.FromSeconds(90.5),
            Settings = new AgentSettings("opus", ["Read"], "be brief", 7),
            Callback = new Callback(new Uri("https://sched.example/api/callbacks/x"), "t0k"),
        };
        using var reply = await CallAsync(Agent(server.Address) with { Secret = "alice" }, call, ("AgentSecrets:alice", "s3cret"), ("AgentSecretHosts:alice", "127.0.0.1"));
        Assert.Equal((ReplyKind.Succeeded, "done"), (reply.Kind, reply.Answer!.Response));

        var (line, headers, body) = Assert.Single(server.Requests);
        Assert.Equal(("POST /api/task", Encoding.UTF8.GetByteCount(body)), (line, headers.ContentLength)); // in one piece: not every server takes chunks
        Assert.Equal((Run.ToString(), "2", "Bearer s3cret"), (headers["Idempotency-Key"].ToString(), headers["X-AgentSched-Attempt"].ToString(), headers.Authorization.ToString()));
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", headers.TraceParent.ToString());
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse($$"""
                {"message":"tidy up","timeout_seconds":91,"model":"opus","allowed_tools":["Read"],"system_prompt":"be brief","max_turns":7,"execution_id":"{{Run}}",
                 "async_result":{"callback_url":"https://sched.example/api/callbacks/x","token":"t0k"} }
                """),
                JsonNode.Parse(body)),
            body);
    }

    [Theory] // the agent's address → where the chat goes
    [InlineData("", "POST /v1/chat/completions")]
    [InlineData("/v1", "POST /v1/chat/completions")]
    [InlineData("/v1/", "POST /v1/chat/completions")]
    [InlineData("/openai/v1", "POST /openai/v1/chat/completions")]
    [InlineData("/v1beta/openai/", "POST /v1beta/openai/chat/completions")]
    [InlineData("/v1/chat/completions", "POST /v1/chat/completions")]
    public async Task An_openai_agent_gets_a_chat_and_its_usage_becomes_money(string path, string expected)
    {
        const string Answer = """
            {"id":"c1","model":"small-1","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":1000,"completion_tokens":200,"total_tokens":1200}}
            """;
        await using var server = await AnsweringServer.StartAsync(200, Answer);
        var agent = Agent(new Uri(server.Address, path), AgentKind.Openai) with { Model = "small", Prices = new TokenPrices(2.5m, 10m) };
        using var reply = await CallAsync(agent, Call("say hello") with { Settings = AgentSettings() with { SystemPrompt = "be kind" } });

        Assert.Equal((ReplyKind.Succeeded, "Hello", "small-1"), (reply.Kind, reply.Answer!.Response, reply.Answer.Model));
        Assert.Equal((1000, 200, 0.0045m), (reply.Answer.TokensIn, reply.Answer.TokensOut, reply.Answer.CostUsd));
        Assert.Equal(Answer, AnswerReaderTests.Unpack(reply.Answer.Log!)); // the whole answer is the log
        var (line, headers, body) = Assert.Single(server.Requests);
        Assert.Equal((expected, Run.ToString()), (line, headers["Idempotency-Key"].ToString()));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""{"model":"small","messages":[{"role":"system","content":"be kind"},{"role":"user","content":"say hello"}],"stream":false}"""),
                JsonNode.Parse(body)),
            body);
    }

    [Fact]
    public async Task A_webhook_gets_our_own_json_at_its_very_address()
    {
        await using var server = await AnsweringServer.StartAsync(201, """{"response":"noted","costUsd":0.5,"tokensIn":3,"log":[{"a":1}]}""");
        var agent = Agent(new Uri(server.Address, "/in?key=1"), AgentKind.Webhook);
        var call = Call("take note") with { ScheduleId = "k3v9q2m7x4b8c1d5", ScheduleName = "nightly", DueTime = DateTimeOffset.Parse("2026-01-05T09:00:00Z"), Context = """{"repo":"a/b"}""", Callback = new Callback(new Uri("https://sched.example/cb"), "t0k") };
        using var reply = await CallAsync(agent, call);

        Assert.Equal((ReplyKind.Succeeded, "noted", 0.5m, 3), (reply.Kind, reply.Answer!.Response, reply.Answer.CostUsd, reply.Answer.TokensIn));
        Assert.Equal("""[{"a":1}]""", AnswerReaderTests.Unpack(reply.Answer.Log!));
        var (line, _, body) = Assert.Single(server.Requests);
        Assert.Equal("POST /in?key=1", line);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse($$"""
                {"runId":"{{Run}}","attempt":1,"agent":"alice","schedule":{"id":"k3v9q2m7x4b8c1d5","name":"nightly"},"dueTime":"2026-01-05T09:00:00Z",
                 "message":"take note","context":{"repo":"a/b"},"timeoutSeconds":10,"callback":{"url":"https://sched.example/cb","token":"t0k"} }
                """),
                JsonNode.Parse(body)),
            body);
    }

    [Theory] // kind, status, body → what happens to the run, and words of its sentence
    [InlineData(AgentKind.Trinity, 200, """{"response":"x","status":"success"}""", ReplyKind.Succeeded, RunReason.Completed, "completed")]
    [InlineData(AgentKind.Trinity, 200, "{}", ReplyKind.Failed, RunReason.AnswerUnreadable, "answered 200 without a text as its response")]
    [InlineData(AgentKind.Trinity, 200, "<html>", ReplyKind.Failed, RunReason.AnswerUnreadable, "answered 200, but not with a JSON object")]
    [InlineData(AgentKind.Trinity, 200, """{"response":"x""", ReplyKind.Failed, RunReason.AnswerUnreadable, "JSON object")]
    [InlineData(AgentKind.Trinity, 200, """{"status":"failed","error":"no disk"}""", ReplyKind.Failed, RunReason.AgentError, "reports a failure: no disk")]
    [InlineData(AgentKind.Trinity, 200, """{"status":"error","detail":{"message":"empty","error_code":"billing"}}""", ReplyKind.Failed, RunReason.AgentBilling, "empty")]
    [InlineData(AgentKind.Trinity, 202, """{"status":"accepted"}""", ReplyKind.Failed, RunReason.AnswerUnreadable, "no callback was offered")]
    [InlineData(AgentKind.Trinity, 302, null, ReplyKind.Failed, RunReason.AnswerUnreadable, "redirects are not followed")]
    [InlineData(AgentKind.Trinity, 400, """{"detail":"bad message"}""", ReplyKind.Failed, RunReason.AgentError, "answered 400: bad message")]
    [InlineData(AgentKind.Trinity, 402, """{"detail":{"message":"pay","error_code":"billing"}}""", ReplyKind.Failed, RunReason.AgentBilling, "answered 402: pay")]
    [InlineData(AgentKind.Trinity, 422, """{"detail":[{"loc":["body","message"],"msg":"field required"}]}""", ReplyKind.Failed, RunReason.AgentError, "answered 422: field required")]
    [InlineData(AgentKind.Trinity, 429, """{"detail":"queue full"}""", ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy, "answered 429: queue full")]
    [InlineData(AgentKind.Trinity, 500, """{"detail":"Credit balance is too low"}""", ReplyKind.Failed, RunReason.AgentBilling, "answered 500")]
    [InlineData(AgentKind.Trinity, 500, "Internal Server Error", ReplyKind.Failed, RunReason.AgentError, "answered 500")]
    [InlineData(AgentKind.Trinity, 503, """{"detail":{"message":"no token","error_code":"auth"}}""", ReplyKind.Failed, RunReason.AgentRefused, "answered 503: no token")]
    [InlineData(AgentKind.Trinity, 504, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentTimeout, "answered 504")]
    [InlineData(AgentKind.Openai, 200, """{"choices":[{"message":{"role":"assistant","content":null,"refusal":"I will not"}}]}""", ReplyKind.Failed, RunReason.Filtered, "a refusal of the model in place of an answer")]
    [InlineData(AgentKind.Openai, 200, """{"choices":[]}""", ReplyKind.Failed, RunReason.AnswerUnreadable, "without a text in choices[0].message.content")]
    [InlineData(AgentKind.Openai, 200, """{"error":{"message":"provider down","code":502}}""", ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable, "provider down")]
    [InlineData(AgentKind.Openai, 202, "{}", ReplyKind.Failed, RunReason.AnswerUnreadable, "no callback was offered")]
    [InlineData(AgentKind.Openai, 400, """{"error":{"message":"no such model","type":"invalid_request_error","code":null}}""", ReplyKind.Failed, RunReason.AgentError, "no such model")]
    [InlineData(AgentKind.Openai, 401, """{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}""", ReplyKind.Failed, RunReason.AgentRefused, "Incorrect API key")]
    [InlineData(AgentKind.Openai, 429, """{"error":{"message":"slow down","type":"tokens","code":"rate_limit_exceeded"}}""", ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy, "slow down")]
    [InlineData(AgentKind.Openai, 429, """{"error":{"message":"over quota","code":"insufficient_quota"}}""", ReplyKind.Failed, RunReason.AgentBilling, "over quota")]
    [InlineData(AgentKind.Openai, 500, """{"error":{"message":"oops"}}""", ReplyKind.Failed, RunReason.AgentError, "oops")]
    [InlineData(AgentKind.Webhook, 200, null, ReplyKind.Succeeded, RunReason.Completed, "completed")]
    [InlineData(AgentKind.Webhook, 202, "ok", ReplyKind.Succeeded, RunReason.Completed, "completed")] // no callback was offered: a 2xx like others
    [InlineData(AgentKind.Webhook, 204, null, ReplyKind.Succeeded, RunReason.Completed, "completed")]
    [InlineData(AgentKind.Webhook, 200, """{"status":"failed","error":{"message":"no"}}""", ReplyKind.Failed, RunReason.AgentError, "reports a failure: no")]
    [InlineData(AgentKind.Webhook, 200, """{"success":true,"detail":"Email sent"}""", ReplyKind.Succeeded, RunReason.Completed, "completed")] // a detail of a success
    [InlineData(AgentKind.Webhook, 200, """{"status":"success","detail":"2 mails"}""", ReplyKind.Succeeded, RunReason.Completed, "completed")]
    [InlineData(AgentKind.Webhook, 200, """{"ok":true,"errors":{"count":0}}""", ReplyKind.Succeeded, RunReason.Completed, "completed")]
    [InlineData(AgentKind.Webhook, 200, """{"ok":true,"error":"no disk"}""", ReplyKind.Failed, RunReason.AgentError, "reports a failure: no disk")]
    [InlineData(AgentKind.Webhook, 200, """{"detail":"no disk"}""", ReplyKind.Failed, RunReason.AgentError, "reports a failure: no disk")]
    [InlineData(AgentKind.Webhook, 200, """{"statusCode":"503"}""", ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable, "reports a failure")]
    [InlineData(AgentKind.Webhook, 200, """{"error":{"statusCode":503}}""", ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable, "reports a failure")]
    [InlineData(AgentKind.Webhook, 200, """{"status":500,"title":"Internal Server Error"}""", ReplyKind.Failed, RunReason.AgentError, "reports a failure: Internal Server Error")]
    [InlineData(AgentKind.Webhook, 200, """{"status":200,"title":"OK"}""", ReplyKind.Succeeded, RunReason.Completed, "completed")]
    [InlineData(AgentKind.Webhook, 200, """{"success":"failed"}""", ReplyKind.Failed, RunReason.AgentError, "reports a failure")]
    [InlineData(AgentKind.Webhook, 200, """{"status":"failed: no disk"}""", ReplyKind.Failed, RunReason.AgentError, "reports a failure")]
    [InlineData(AgentKind.Webhook, 402, """{"error":"pay"}""", ReplyKind.Failed, RunReason.AgentBilling, "answered 402: pay")]
    [InlineData(AgentKind.Webhook, 404, "not here", ReplyKind.Failed, RunReason.AgentError, "answered 404")]
    [InlineData(AgentKind.Webhook, 409, null, ReplyKind.WorthAnotherAttempt, RunReason.AgentBusy, "answered 409")]
    [InlineData(AgentKind.Webhook, 503, """{"message":"later"}""", ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable, "answered 503: later")]
    public async Task Every_answer_of_every_kind_means_one_thing(AgentKind kind, int status, string? body, ReplyKind expected, RunReason reason, string words)
    {
        await using var server = await AnsweringServer.StartAsync(status, body);
        using var reply = await CallAsync(Agent(server.Address, kind) with { Model = "m" }, Call("x"));
        Assert.Equal((expected, reason), (reply.Kind, reply.Reason));
        Assert.Contains(words, reply.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_is_streamed_in_pieces_is_kept_whole()
    {
        await using var server = await AnsweringServer.StartAsync(200, """
            data: {"choices":[{"delta":{"refusal":"I will "}}]}

            data: {"choices":[{"delta":{"refusal":"not"},"finish_reason":"stop"}]}

            data: [DONE]

            """);
        using var reply = await CallAsync(Agent(server.Address, AgentKind.Openai) with { Model = "m" }, Call("x"));
        Assert.Equal((RunReason.Filtered, "I will not"), (reply.Reason, reply.Answer?.Response));
    }

    [Theory]
    [InlineData(AgentKind.Trinity)]
    [InlineData(AgentKind.Webhook)]
    public async Task A_202_ends_the_call_where_a_callback_was_offered(AgentKind kind)
    {
        await using var server = await AnsweringServer.StartAsync(202, """{"status":"accepted"}""");
        using var reply = await CallAsync(Agent(server.Address, kind), Call("x") with { Callback = new Callback(new Uri("https://sched.example/cb"), "t") });
        Assert.Equal((ReplyKind.Accepted, null), (reply.Kind, reply.Answer));
    }

    [Fact]
    public async Task What_comes_later_is_read_like_what_comes_at_once()
    {
        var body = new MemoryStream(Encoding.UTF8.GetBytes("""{"response":"late","metadata":{"cost_usd":0.1},"execution_log":[]}"""));
        using var reply = await AgentClient.ReadCallbackAsync(Agent(new Uri("http://x")), body, TestContext.Current.CancellationToken);
        Assert.Equal((ReplyKind.Succeeded, "late", 0.1m), (reply.Kind, reply.Answer!.Response, reply.Answer.CostUsd));
        Assert.Equal("[]", AnswerReaderTests.Unpack(reply.Answer.Log!));
    }

    [Theory] // kind, status, body → response that the record keeps
    [InlineData(AgentKind.Trinity, 200, """{"foo":"bar"}""", """{"foo":"bar"}""")]
    [InlineData(AgentKind.Trinity, 200, """{"response":5}""", """{"response":5}""")]
    [InlineData(AgentKind.Trinity, 200, "", null)]
    [InlineData(AgentKind.Trinity, 200, """["done"]""", """["done"]""")]
    [InlineData(AgentKind.Trinity, 201, """{"response":"ok"}""", """{"response":"ok"}""")]
    [InlineData(AgentKind.Trinity, 200, """{"error":{"error":{"error":"deep"}}}""", """{"error":{"error":{"error":"deep"}}}""")]
    [InlineData(AgentKind.Trinity, 200, """{"error":"no disk"}""", null)] // the sentence has it
    [InlineData(AgentKind.Trinity, 200, """{"status":"failed","response":"I could not."}""", "I could not.")]
    [InlineData(AgentKind.Trinity, 500, "Internal Server Error", "Internal Server Error")]
    [InlineData(AgentKind.Trinity, 302, null, null)]
    [InlineData(AgentKind.Openai, 200, """{"choices":[{"message":{"content":5}}]}""", """{"choices":[{"message":{"content":5}}]}""")]
    [InlineData(AgentKind.Openai, 200, """{"choices":[{"message":{"content":""},"finish_reason":"length"}]}""", "")]
    [InlineData(AgentKind.Openai, 400, """{"oops":1}""", """{"oops":1}""")]
    [InlineData(AgentKind.Webhook, 200, """[{"error":{"a":1}}]""", """[{"error":{"a":1}}]""")]
    [Trait("shows", "right-answers")]
    public async Task What_cannot_be_read_is_kept(AgentKind kind, int status, string? body, string? kept)
    {
        await using var server = await AnsweringServer.StartAsync(status, body);
        using var reply = await CallAsync(Agent(server.Address, kind) with { Model = "m" }, Call("x"));
        Assert.NotEqual(ReplyKind.Succeeded, reply.Kind);
        Assert.Equal(kept, reply.Answer?.Response);
    }

    [Theory] // kind, body of the callback → the sentence; the call itself was answered with 202
    [InlineData(AgentKind.Trinity, """{"error":"no disk"}""", "the agent called back and reports a failure: no disk")]
    [InlineData(AgentKind.Trinity, """{"status":"cancelled"}""", "the agent called back and reports a failure")]
    [InlineData(AgentKind.Trinity, "{}", "the agent called back without a text as its response")]
    [InlineData(AgentKind.Trinity, "<html>", "the agent called back, but not with a JSON object")]
    [InlineData(AgentKind.Openai, "data: x", "the agent called back with an event stream, which was not asked for; it begins with data: x")]
    [InlineData(AgentKind.Webhook, """{"ok":"false"}""", "the agent called back and reports a failure")]
    [Trait("shows", "right-answers")]
    public async Task A_callback_is_not_said_to_have_answered(AgentKind kind, string body, string sentence)
    {
        using var reply = await AgentClient.ReadCallbackAsync(Agent(new Uri("http://x"), kind), new MemoryStream(Encoding.UTF8.GetBytes(body)), TestContext.Current.CancellationToken);
        Assert.Equal(sentence, reply.Sentence);
    }

    [Fact]
    public async Task An_error_carries_what_was_spent_until_then()
    {
        await using var server = await AnsweringServer.StartAsync(504, """{"detail":{"message":"too slow","error_code":"timeout","metadata":{"cost_usd":0.3,"input_tokens":12}}}""");
        using var reply = await CallAsync(Agent(server.Address), Call("x"));
        Assert.Equal((RunReason.AgentTimeout, 0.3m, 12), (reply.Reason, reply.Answer?.CostUsd, reply.Answer?.TokensIn));
    }

    [Fact]
    public async Task An_agent_that_says_when_to_come_back_is_heard()
    {
        await using var server = await AnsweringServer.StartAsync(http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (429, "7");
            return Task.CompletedTask;
        });
        Assert.Equal(TimeSpan.FromSeconds(7), (await CallAsync(Agent(server.Address), Call("x"))).RetryAfter);
    }

    [Fact]
    public async Task An_openai_agent_without_a_model_is_not_called()
    {
        using var reply = await CallAsync(Agent(new Uri("http://127.0.0.1:1"), AgentKind.Openai), Call("x"));
        Assert.Equal((ReplyKind.Failed, RunReason.AgentError), (reply.Kind, reply.Reason));
        Assert.Contains("set \"model\" on one of them", reply.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_said_and_nobody_is_called_without_it()
    {
        await using var server = await AnsweringServer.StartAsync(200, "{}");
        using var reply = await CallAsync(Agent(server.Address) with { Secret = "gone" }, Call("x"));
        Assert.Equal(RunReason.AgentRefused, reply.Reason);
        Assert.Contains("AgentSecrets:gone", reply.Sentence, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Nobody_there_is_worth_another_attempt()
    {
        using var reply = await CallAsync(Agent(new Uri("http://127.0.0.1:1")), Call("x"));
        Assert.Equal((ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable), (reply.Kind, reply.Reason));
    }

    [Fact]
    public async Task A_connection_that_breaks_within_the_answer_is_worth_another_attempt()
    {
        await using var server = await AnsweringServer.StartAsync(async http =>
        {
            await http.Response.WriteAsync("""{"response":"half""");
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        using var reply = await CallAsync(Agent(server.Address), Call("x"));
        Assert.Equal((ReplyKind.WorthAnotherAttempt, RunReason.AgentUnreachable), (reply.Kind, reply.Reason));
    }

    [Fact]
    public async Task An_answer_that_never_ends_ends_with_the_time_the_agent_has()
    {
        await using var server = await AnsweringServer.StartAsync(async http =>
        {
            await http.Response.WriteAsync("""{"response":" """);
            while (true)
            {
                await http.Response.WriteAsync("x", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(20, http.RequestAborted);
            }
        });
        using var reply = await CallAsync(Agent(server.Address), Call("x") with { Timeout = TimeSpan.FromSeconds(0.5) });
        Assert.Equal((ReplyKind.TimedOut, RunReason.AgentTimeout), (reply.Kind, reply.Reason));
        Assert.Equal("the agent did not answer within 0.5 s", reply.Sentence);
    }

    [Fact]
    public async Task A_small_packed_answer_that_unpacks_without_end_is_given_up()
    {
        var spaces = new byte[1 << 20];
        spaces.AsSpan().Fill((byte)' ');
        await using var server = await AnsweringServer.StartAsync(async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Optimal);
            for (var i = 0; i < 80; i++)
            {
                await gzip.WriteAsync(spaces, http.RequestAborted);
            }
        });
        using var reply = await CallAsync(Agent(server.Address), Call("x"));
        Assert.Equal((ReplyKind.Failed, RunReason.AnswerTooLarge), (reply.Kind, reply.Reason));
    }

    [Fact]
    public async Task An_answer_that_is_not_packed_as_it_says_is_unreadable()
    {
        await using var server = await AnsweringServer.StartAsync(http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            return http.Response.WriteAsync("""{"response":"not packed"}""");
        });
        using var reply = await CallAsync(Agent(server.Address), Call("x"));
        Assert.Equal((ReplyKind.Failed, RunReason.AnswerUnreadable), (reply.Kind, reply.Reason));
    }

    [Fact]
    public async Task A_call_within_a_trace_passes_it_on_and_one_outside_makes_one_from_its_run()
    {
        await using var server = await AnsweringServer.StartAsync(200, "{}");
        using (var trace = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            await CallAsync(Agent(server.Address), Call("x"));
            Assert.StartsWith($"00-{trace.TraceId}-", server.Requests.Last().Headers.TraceParent.ToString(), StringComparison.Ordinal); // with a span of its own where somebody listens
        }

        Activity.Current = null;
        await CallAsync(Agent(server.Address), Call("x"));
        await CallAsync(Agent(server.Address), Call("x") with { Attempt = 2 });
        var traces = server.Requests.TakeLast(2).Select(r => r.Headers.TraceParent.ToString().Split('-')).ToList();
        Assert.Equal(traces[0][1], traces[1][1]); // one run, one trace
        Assert.NotEqual(traces[0][2], traces[1][2]);
    }

    internal static async Task<AgentReply> CallAsync(Agent agent, AgentCall call, params (string Name, string Value)[] settings)
    {
        using var client = Client(settings);
        return await client.CallAsync(agent, call, TestContext.Current.CancellationToken);
    }

    internal static AgentClient Client(params (string Name, string Value)[] settings) => new(
        new NetworkGuard(Options.Create(new AgentSchedOptions { AllowedAgentNetworks = "loopback" })),
        new AgentSecrets(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value)).Build()));

    internal static AgentCall Call(string message) => new(Run, 1, message, TimeSpan.FromSeconds(10), AgentSettings());

    internal static Agent Agent(Uri url, AgentKind kind = AgentKind.Trinity) =>
        A.Agent(DateTimeOffset.UnixEpoch) with { Kind = kind, Timeout = TimeSpan.FromMinutes(1), Url = url };

    private static AgentSettings AgentSettings() => new(Model: null, [], SystemPrompt: null, MaxTurns: null);
}
