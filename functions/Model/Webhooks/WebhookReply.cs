using System.Net;

namespace AgentSched.Model.Webhooks;

/// <summary>What came of one attempt to post an event.</summary>
/// <param name="Status">The status of the answer. Null: none came.</param>
/// <param name="Sentence">What went wrong, in words. Null: the event was taken.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record WebhookReply(HttpStatusCode? Status, string? Sentence, TimeSpan Duration)
{
    /// <summary>The beginning of the answer's body. Null: there is none.</summary>
    public string? Text { get; init; }

    /// <summary>How long the receiver asks to wait. Null: it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsTaken => Sentence is null;
}
