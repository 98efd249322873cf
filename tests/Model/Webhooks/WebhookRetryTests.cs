using AgentSched.Model.Webhooks;

namespace AgentSched.Tests.Model.Webhooks;

/// <summary>When an event that was not taken is posted again.</summary>
[Trait("shows", "house")]
[Trait("shows", "access")]
public sealed class WebhookRetryTests
{
    [Theory] // attempts that failed, the last status, what the receiver asked for; the wait (null: the event is given up)
    [InlineData(1, 500,  null,         "00:00:10")]
    [InlineData(2, 404,  null,         "00:01:00")] // a receiver that is being set up may answer anything
    [InlineData(3, null, null,         "00:05:00")]
    [InlineData(4, 503,  null,         "00:30:00")]
    [InlineData(5, 503,  null,         "02:00:00")]
    [InlineData(6, 503,  null,         "06:00:00")]
    [InlineData(7, 503,  null,         "12:00:00")]
    [InlineData(8, 503,  null,         null)] // that was the last
    [InlineData(8, 503,  "00:01:00",   null)]
    [InlineData(1, 410,  null,         null)] // nobody will ever take it
    [InlineData(1, 429,  "00:02:00",   "00:02:00")]
    [InlineData(4, 429,  "00:02:00",   "00:02:00")] // sooner than we would come by ourselves
    [InlineData(5, 429,  "00:02:00",   "02:00:00")] // but attempts are left for a receiver that is down for hours
    [InlineData(5, 429,  "03:00:00",   "03:00:00")]
    [InlineData(1, 503,  "00:00:00",   "00:00:01")]
    [InlineData(1, 503,  "3.00:00:00", "12:00:00")]
    public void The_ladder_of_attempts(int attempts, int? status, string? retryAfter, string? expected) => Assert.Equal(
        expected is null ? (TimeSpan?)null : TimeSpan.Parse(expected),
        WebhookRetry.Delay(attempts, status, retryAfter is null ? null : TimeSpan.Parse(retryAfter), spread: 0));

    [Fact]
    [Trait("shows", "access-money")]
    public void What_a_receiver_asks_for_is_not_spread() =>
        Assert.Equal(TimeSpan.FromSeconds(90), WebhookRetry.Delay(2, 503, TimeSpan.FromSeconds(90), spread: 1));

    [Fact]
    public void Attempts_spread_by_up_to_a_tenth() =>
        Assert.Equal(TimeSpan.FromSeconds(66), WebhookRetry.Delay(2, 500, retryAfter: null, spread: 1));

    [Fact]
    public void Whatever_a_receiver_answers_waits_are_bounded_and_the_event_is_given_up_in_the_end() => Assert.All(Enumerable.Range(0, 300), seed =>
    {
        var random = new Random(seed);
        var attempts = 1;
        for (; attempts < 100; attempts++)
        {
            TimeSpan? asked = random.Next(2) == 0 ? TimeSpan.FromMinutes(random.Next(2_000)) : null;
            if (WebhookRetry.Delay(attempts, random.Next(400, 600), asked, random.NextDouble()) is not { } delay)
            {
                break;
            }

            Assert.InRange(delay, WebhookRetry.MinDelay, WebhookRetry.MaxDelay * 1.1);
        }

        Assert.InRange(attempts, 1, WebhookRetry.MaxAttempts);
    });
}
