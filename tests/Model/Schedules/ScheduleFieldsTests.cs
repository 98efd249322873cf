using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class ScheduleFieldsTests
{
    private static readonly Schedule Plain = A.Schedule(A.At("09:00"));

    [Theory] // what a caller writes; the field, its JSON
    [InlineData("nothing but what is needed", "name",               "\"nightly\"")]
    [InlineData("nothing but what is needed", "cron",               "\"0 9 * * *\"")]
    [InlineData("nothing but what is needed", "zone",               "\"UTC\"")]
    [InlineData("nothing but what is needed", "message",            "\"say hello\"")]
    [InlineData("nothing but what is needed", "tags",               "[]")]
    [InlineData("nothing but what is needed", "context",            "null")]
    [InlineData("nothing but what is needed", "chain",              "null")]
    [InlineData("nothing but what is needed", "enabled",            "true")]
    [InlineData("nothing but what is needed", "retries",            "3")]
    [InlineData("nothing but what is needed", "misfire",            "\"fireLatest\"")]
    [InlineData("all that there is",          "every",              "\"PT1H\"")]
    [InlineData("all that there is",          "context",            """{"a":1}""")] // JSON, not a text of JSON
    [InlineData("all that there is",          "model",              "\"small\"")]
    [InlineData("all that there is",          "allowedTools",       """["read"]""")]
    [InlineData("all that there is",          "timeout",            "\"PT1M\"")]
    [InlineData("all that there is",          "maxCostUsdPerRun",   "0.5")]
    [InlineData("all that there is",          "catchUpWindow",      "\"PT10M\"")]
    [InlineData("all that there is",          "overlap",            "\"bufferAll\"")]
    [InlineData("all that there is",          "pauseAfterFailures", "0")]
    [InlineData("all that there is",          "chain",              """[{"on":"finished","agent":"bob","schedule":"x"}]""")]
    [InlineData("all that there is",          "pausedUntil",        "\"2026-01-05T12:00:00Z\"")]
    public void A_field_is_written_as_a_caller_writes_it(string schedule, string field, string json) =>
        Assert.Equal(json, Fields(schedule == "all that there is" ? Full : Plain)[field]?.ToJsonString(Json.Options) ?? "null");

    [Fact]
    public void There_is_a_field_for_each_thing_that_a_caller_may_write_and_for_nothing_else() => Assert.Equal(
        "allowedTools anchor at catchUpWindow chain context cron dayMatch description dstGap dstOverlap enabled endsAt every exclude jitter maxCostUsdPerRun maxRuns maxTurns message misfire model name note onFull overlap pauseAfterFailures pausedUntil retries retryTimeouts startsAt systemPrompt tags timeout zone",
        string.Join(' ', Fields(Plain).Select(field => field.Key).Order(StringComparer.Ordinal)));

    private static Schedule Full => Plain with
    {
        Spec = ScheduleSpec.Parse(new SpecText { Every = TimeSpan.FromHours(1), Anchor = A.At("00:00") }),
        Context = """{ "a": 1 }""",
        Settings = new AgentSettings("small", ["read"], SystemPrompt: null, MaxTurns: null),
        Timeout = TimeSpan.FromMinutes(1),
        MaxCostUsdPerRun = 0.5m,
        Policies = new SchedulePolicies { Overlap = OverlapPolicy.BufferAll, CatchUpWindow = TimeSpan.FromMinutes(10), PauseAfterFailures = 0 },
        Chain = [new ChainLink(ChainEvent.Finished, "bob", "x")],
        PausedUntil = A.At("12:00"),
    };

    private static JsonObject Fields(Schedule schedule) => JsonSerializer.SerializeToNode(ScheduleFields.Of(schedule), Json.Options)!.AsObject();
}
