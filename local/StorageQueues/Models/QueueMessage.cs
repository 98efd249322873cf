using System.ComponentModel;

namespace Azure.Storage.Queues.Models;

/// <summary>A message taken from a queue: invisible to others until <see cref="NextVisibleOn"/>, deleted by whoever holds its <see cref="PopReceipt"/>.</summary>
public class QueueMessage
{
    internal QueueMessage(string messageId, string popReceipt, BinaryData body)
    {
        MessageId = messageId;
        PopReceipt = popReceipt;
        Body = body;
    }

    public string MessageId { get; }

    public string PopReceipt { get; internal init; }

    /// <summary>The content after decoding (see <see cref="QueueClientOptions.MessageEncoding"/>).</summary>
    public BinaryData Body { get; }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public string MessageText => Body.ToString();

    public DateTimeOffset? NextVisibleOn { get; internal init; }

    public DateTimeOffset? InsertedOn { get; internal init; }

    public DateTimeOffset? ExpiresOn { get; internal init; }

    /// <summary>How often the message was received, this time included.</summary>
    public long DequeueCount { get; internal init; }

    /// <summary>The same message under the receipt that an update gave.</summary>
    public QueueMessage Update(UpdateReceipt updated) => new(MessageId, updated.PopReceipt, Body)
    {
        DequeueCount = DequeueCount,
        NextVisibleOn = updated.NextVisibleOn,
        InsertedOn = InsertedOn,
        ExpiresOn = ExpiresOn,
    };
}
