using System.Net;
using System.Reflection;
using AgentSched.Base;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Telemetry;

/// <summary>What operators see: events, metrics and traces, and that they say what the records say.</summary>
[Collection(nameof(ByItself))]
[Trait("shows", "access")]
public sealed class TelemetryTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Events_and_metrics_say_what_the_records_say()
    {
        await using var app = await StartAsync();
        using var heard = new Heard(app);
        await app.Api.PutAsync("agents/alice", new { url = app.Agent.Address, maxConcurrent = 1, queueDepth = 1, limits = new { dayUsd = 0.55 } }, HttpStatusCode.Created);
        await app.Api.RegisterAgentAsync("bob", app.Agent.Address);
        var id = await app.Api.CreateScheduleAsync("alice", cron: "0 10 * * *", message: "x [cost 0.5] [tokens 3 4]");
        await app.Api.CreateScheduleAsync("alice", "late", "0 9 * * *", message: "y");
        await app.TickAtAsync("2026-01-05T10:00:03Z");
        await app.Api.PostAsync("agents/bob/runs", new { message = "no [status 400]" }, HttpStatusCode.Accepted);
        await app.SettleAsync();
        app.Clock.Set(DateTimeOffset.Parse("2026-01-07T08:00:00Z")); // an occurrence of each was missed
        await app.TickAsync();
        await app.SweepAsync();

        Assert.Equal(
            [
                "alice schedule missed windowPassed 1", "alice schedule missed windowPassed 1", "alice schedule succeeded completed 1", "bob api failed agentError 1",
            ],
            heard.Events.Where(e => e.Name == EventNames.RunCompleted).Select(e => $"{e.Values["agent"]} {e.Values["trigger"]} {e.Values["status"]} {e.Values["reason"]} 1").Order());
        var done = heard.Events.Single(e => e.Name == EventNames.RunCompleted && Equals(e.Values["status"], "succeeded"));
        var run = (await app.Api.RunsAsync("alice")).Single(r => (string?)r["status"] == "succeeded");
        Assert.Equal(((string?)run["runId"], id, "main", "admin"), (done.Values["runId"], done.Values["scheduleId"], done.Values["tenant"], done.Values["owner"]));
        Assert.Equal((3000d, 0.5d, 3L, 4L), ((double)done.Values["lateMs"]!, (double)done.Values["costUsd"]!, (long)done.Values["tokensIn"]!, (long)done.Values["tokensOut"]!));
        Assert.Equal(Spans.IdOf((string)run["runId"]!), done.Trace); // who knows the run finds its trace

        Assert.Equal(1, heard.Sums(MetricNames.Runs)["agent=alice status=succeeded"]);
        Assert.Equal(2, heard.Sums(MetricNames.Runs)["agent=alice status=missed"]);
        Assert.Equal(2, heard.Sums(MetricNames.Misfires)["policy=windowPassed"]);
        Assert.Equal(0.5, heard.Sums(MetricNames.CostUsd)["agent=alice owner=admin"]);
        Assert.Equal(2, heard.Sums(MetricNames.Ticks)["outcome=ok"]);
        Assert.True(heard.Sums(MetricNames.StorageRequests)["service=table kind=batch"] > 5);
        Assert.Equal(1, heard.Gauges(MetricNames.AgentLimit)["tenant=main agent=alice"]);
        Assert.Equal(0, heard.Gauges(MetricNames.QueueDepth)["tenant=main agent=alice"]);
        var ticks = heard.Events.Where(e => e.Name == EventNames.TickCompleted).ToList();
        Assert.All(ticks, tick => Assert.Equal("ok", tick.Values["outcome"]));
        Assert.Equal((1, 3000d), ((int)ticks[0].Values["dispatched"]!, (double)ticks[0].Values["lagMs"]!));
        Assert.Equal(2, heard.Events.Count(e => e.Name == EventNames.ScheduleChanged && Equals(e.Values["change"], "scheduleCreated")));
        var warning = Assert.Single(heard.Events, e => e.Name == EventNames.BudgetWarning);
        Assert.Equal(("alice", "0.5 of 0.55 USD spent today"), (warning.Values["agent"], warning.Values["sentence"]));
    }

    [Fact]
    public async Task What_a_queue_refuses_and_where_it_stands_is_told()
    {
        using var gate = new SemaphoreSlim(0);
        await using var app = await StartAsync(_ => gate.WaitAsync(TestContext.Current.CancellationToken));
        using var heard = new Heard(app);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address, maxConcurrent: 1, queueDepth: 1);
        foreach (var expected in (HttpStatusCode[])[HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests])
        {
            Assert.Equal(expected, (await app.Api.TryAsync(HttpMethod.Post, "agents/alice/runs", """{"message":"x"}""")).Status);
        }

        Assert.Equal((1, 1), ((int)heard.Gauges(MetricNames.QueueDepth)["tenant=main agent=alice"], (int)heard.Gauges(MetricNames.AgentInFlight)["tenant=main agent=alice"]));
        Assert.Equal(1, heard.Sums(MetricNames.Rejections)["agent=alice reason=queueFull"]);
        Assert.Equal("Agent queue full (1 waiting)", Assert.Single(heard.Events, e => e.Name == EventNames.RunRejected).Values["sentence"]);
        gate.Release(2);
        await app.SettleAsync();
        Assert.Equal((0, 0), ((int)heard.Gauges(MetricNames.QueueDepth)["tenant=main agent=alice"], (int)heard.Gauges(MetricNames.AgentInFlight)["tenant=main agent=alice"]));
    }

    [Fact]
    public async Task The_trace_goes_from_the_tick_over_the_message_and_the_orchestration_to_the_agent()
    {
        await using var app = await StartAsync();
        using var heard = new Heard(app);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        await app.Api.CreateScheduleAsync("alice", cron: "0 10 * * *", message: "x [fail 1 then ok]");
        await app.TickAtAsync("2026-01-05T10:00:00Z");
        app.Clock.Advance(TimeSpan.FromMinutes(4));
        await app.SettleAsync();

        var calls = app.Agent.Calls.Select(call => call.TraceParent!.Split('-')).ToList();
        Assert.Equal(2, calls.Count);
        var spans = heard.Spans.ToList();
        var tick = spans.Single(s => s.OperationName == "tick" && s.TraceId == spans.Single(start => start.OperationName == "start runs").TraceId);
        var message = spans.Single(s => s.OperationName == "start runs");
        Assert.Equal(tick.SpanId, message.ParentSpanId);
        var start = spans.Single(s => s.OperationName == "start run");
        Assert.Equal(message.SpanId, Assert.Single(start.Links).Context.SpanId);
        Assert.All(calls, call =>
        {
            var made = spans.Single(s => s.SpanId.ToHexString() == call[2]);
            Assert.Equal(("call agent", start.SpanId, start.TraceId.ToHexString()), (made.OperationName, made.ParentSpanId, call[1]));
        });
        Assert.Equal(Spans.IdOf(app.Agent.Calls[0].IdempotencyKey), start.TraceId);
    }

    [Theory]
    [InlineData("v1/traces", "call agent")]
    [InlineData("v1/metrics", MetricNames.RunsDispatched)]
    [InlineData("v1/logs", EventNames.RunCompleted)]
    public async Task All_of_it_is_exported_where_an_endpoint_is_configured(string path, string expected)
    {
        await using var collector = await AnsweringServer.StartAsync(200, string.Empty, "application/x-protobuf");
        await using (var app = await StartAsync(settings: new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.AbsoluteUri, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" }))
        {
            await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
            await app.Api.CreateScheduleAsync("alice", cron: "0 10 * * *");
            await app.TickAtAsync("2026-01-05T10:00:00Z");
        }

        Assert.Contains(collector.Requests, request => request.Line == $"POST /{path}" && request.Body.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_metric_has_an_instrument_and_every_instrument_a_name_of_the_list()
    {
        var names = typeof(MetricNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).Order();
        var made = new List<string>();
        using var listener = new System.Diagnostics.Metrics.MeterListener { InstrumentPublished = (instrument, _) => made.Add($"{instrument.Meter.GetHashCode()} {instrument.Name}") };
        using var instruments = new Instruments();
        listener.Start();
        var own = $"{instruments.Meter.GetHashCode()} ";
        Assert.Equal(names, made.Where(m => m.StartsWith(own, StringComparison.Ordinal)).Select(m => m[own.Length..]).Order());
    }

    private Task<TestApp> StartAsync(Func<Demo.DemoCall, Task>? onTask = null, Dictionary<string, string?>? settings = null) =>
        TestApp.StartAsync(azurite, settings: new Dictionary<string, string?>(settings ?? []) { ["Logging:LogLevel:AgentSched"] = "Information" }, onTask: onTask);
}
