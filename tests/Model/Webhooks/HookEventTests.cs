using System.Text.Json;
using AgentSched.Model.Webhooks;

namespace AgentSched.Tests.Model.Webhooks;

[Trait("shows", "right-answers")]
public sealed class HookEventTests
{
    [Theory] // the schedule's context, what is posted, the run's context
    [InlineData(null, """{"a":1}""", """{"event":{"a":1}}""")]
    [InlineData("""{"env":"prod"}""", """{"a":1}""", """{"env":"prod","event":{"a":1}}""")]
    [InlineData("""{"env":"größer"}""", """["x", 2]""", """{"env":"größer","event":["x", 2]}""")]
    [InlineData("""{"event":"own","env":1}""", """{}""", """{"env":1,"event":{}}""")] // gives way
    [InlineData(null, """{"removed":null,"deep":{"too":null}}""", """{"event":{"removed":null,"deep":{"too":null}}}""")] // nulls stay
    [InlineData(null, """{"n":1.50,"big":12345678901234567890}""", """{"event":{"n":1.50,"big":12345678901234567890}}""")] // to the digit
    public void The_event_stands_in_the_context_as_it_came(string? own, string posted, string expected) => Assert.Equal(expected, HookEvent.ContextOf(own, Json(posted)));

    [Theory]
    [InlineData("""[{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d"}}]""", "512d")]
    [InlineData("""[{"data":{"validationCode":5}}]""", null)]
    [InlineData("""[{"data":"validationCode"}]""", null)]
    [InlineData("""[]""", null)]
    [InlineData("""[1]""", null)]
    [InlineData("""{"data":{"validationCode":"512d"}}""", null)]
    [InlineData("""[{"data":{"validationCode":"a"}},{"data":{"validationCode":"b"}}]""", null)]
    public void A_validation_event_has_a_code(string posted, string? code) => Assert.Equal(code, HookEvent.ValidationCodeOf(Json(posted)));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
