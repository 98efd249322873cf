using System.ComponentModel;

namespace Azure.Storage.Queues.Models;

/// <summary>A message looked at without taking it.</summary>
public class PeekedMessage
{
    internal PeekedMessage(string messageId, BinaryData body)
    {
        MessageId = messageId;
        Body = body;
    }

    public string MessageId { get; }

    public BinaryData Body { get; }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public string MessageText => Body.ToString();

    public DateTimeOffset? InsertedOn { get; internal init; }

    public DateTimeOffset? ExpiresOn { get; internal init; }

    public long DequeueCount { get; internal init; }
}
