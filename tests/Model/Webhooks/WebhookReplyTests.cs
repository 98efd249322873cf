using System.Net;
using AgentSched.Model.Webhooks;

namespace AgentSched.Tests.Model.Webhooks;

[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class WebhookReplyTests
{
    [Theory] // status of the answer (null: none came), what went wrong; whether the event was taken
    [InlineData(HttpStatusCode.OK,        null,                    true)]
    [InlineData(HttpStatusCode.NoContent, null,                    true)]
    [InlineData(HttpStatusCode.Gone,      "410",                   false)]
    [InlineData(null,                     "no answer within 10 s", false)]
    public void An_event_is_taken_where_nothing_went_wrong(HttpStatusCode? status, string? sentence, bool expected) =>
        Assert.Equal(expected, new WebhookReply(status, sentence, TimeSpan.Zero).IsTaken);
}
