using System.Net;

namespace AgentSched.Model.Webhooks;

/// <summary>Result of one attempt to post an event.</summary>
/// <param name="Status">The status of the response. Null: there was none.</param>
/// <param name="Sentence">What went wrong, in words. Null: the receiver accepted the event.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record WebhookReply(HttpStatusCode? Status, string? Sentence, TimeSpan Duration)
{
    /// <summary>The beginning of the response body. Null: there is none.</summary>
    public string? Text { get; init; }

    /// <summary>Delay that the receiver asks for before a retry. Null: none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsTaken => Sentence is null;
}
