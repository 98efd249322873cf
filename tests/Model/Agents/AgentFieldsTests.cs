using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Agents;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class AgentFieldsTests
{
    private static readonly Agent Plain = A.Agent(A.At("09:00"));

    private static readonly Agent Full = Plain with
    {
        Kind = AgentKind.Openai,
        SharedWith = ["ben"],
        Timeout = TimeSpan.FromMinutes(2),
        Secret = "alice-token",
        Callbacks = false,
        AcceptedEmptyAnswers = [EmptyAnswer.ToolCallsUnanswered],
        Prices = new TokenPrices(3, 15),
        Limits = SpendingLimits.None with { DayUsd = 1 },
        OnLimit = OnLimit.Approve,
    };

    [Theory] // field; its JSON where nothing but what is needed is written, where much is
    [InlineData("kind",                        "\"trinity\"",              "\"openai\"")]
    [InlineData("url",                         "\"http://alice.example/\"", "\"http://alice.example/\"")]
    [InlineData("sharedWith",                  "[]",                       """["ben"]""")]
    [InlineData("maxConcurrent",               "1",                        "1")]
    [InlineData("timeout",                     "\"PT15M\"",                "\"PT2M\"")]
    [InlineData("secret",                      "null",                     "\"alice-token\"")] // the name of a setting
    [InlineData("callbacks",                   "null",                     "false")]
    [InlineData("acceptedEmptyAnswers",        "[]",                       """["toolCallsUnanswered"]""")]
    [InlineData("priceUsdPerMillionTokensIn",  "null",                     "3")]
    [InlineData("priceUsdPerMillionTokensOut", "null",                     "15")]
    [InlineData("limits",                      "null",                     """{"dayUsd":1,"monthUsd":null,"dayTokens":null,"monthTokens":null}""")]
    [InlineData("onLimit",                     "\"reject\"",               "\"approve\"")]
    public void A_field_is_written_as_a_caller_writes_it(string field, string plain, string full)
    {
        Assert.Equal(plain, Fields(Plain)[field]?.ToJsonString(Json.Options) ?? "null");
        Assert.Equal(full, Fields(Full)[field]?.ToJsonString(Json.Options) ?? "null");
    }

    [Fact]
    public void There_is_a_field_for_each_thing_that_a_caller_may_write_and_for_nothing_else() => Assert.Equal(
        "acceptedEmptyAnswers callbacks enabled kind limits maxConcurrent model onLimit owner priceUsdPerMillionTokensIn priceUsdPerMillionTokensOut queueDepth secret sharedWith timeout url",
        string.Join(' ', Fields(Plain).Select(field => field.Key).Order(StringComparer.Ordinal)));

    private static JsonObject Fields(Agent agent) => JsonSerializer.SerializeToNode(AgentFields.Of(agent), Json.Options)!.AsObject();
}
