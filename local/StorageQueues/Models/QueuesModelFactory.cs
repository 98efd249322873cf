using System.ComponentModel;

namespace Azure.Storage.Queues.Models;

/// <summary>Makes the types that a service otherwise makes: for tests, and for a host that rebuilds a message from its parts.</summary>
public static class QueuesModelFactory
{
    public static QueueMessage QueueMessage(
        string messageId, string popReceipt, BinaryData body, long dequeueCount,
        DateTimeOffset? nextVisibleOn = null, DateTimeOffset? insertedOn = null, DateTimeOffset? expiresOn = null) =>
        new(messageId, popReceipt, body)
        {
            DequeueCount = dequeueCount, NextVisibleOn = nextVisibleOn, InsertedOn = insertedOn, ExpiresOn = expiresOn,
        };

    [EditorBrowsable(EditorBrowsableState.Never)]
    public static QueueMessage QueueMessage(
        string messageId, string popReceipt, string messageText, long dequeueCount,
        DateTimeOffset? nextVisibleOn = null, DateTimeOffset? insertedOn = null, DateTimeOffset? expiresOn = null) =>
        QueueMessage(messageId, popReceipt, new BinaryData(messageText), dequeueCount, nextVisibleOn, insertedOn, expiresOn);

    public static PeekedMessage PeekedMessage(
        string messageId, BinaryData message, long dequeueCount, DateTimeOffset? insertedOn = null, DateTimeOffset? expiresOn = null) =>
        new(messageId, message) { DequeueCount = dequeueCount, InsertedOn = insertedOn, ExpiresOn = expiresOn };

    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PeekedMessage PeekedMessage(
        string messageId, string messageText, long dequeueCount, DateTimeOffset? insertedOn = null, DateTimeOffset? expiresOn = null) =>
        PeekedMessage(messageId, new BinaryData(messageText), dequeueCount, insertedOn, expiresOn);

    public static SendReceipt SendReceipt(
        string messageId, DateTimeOffset insertionTime, DateTimeOffset expirationTime, string popReceipt, DateTimeOffset timeNextVisible) =>
        new()
        {
            MessageId = messageId, InsertionTime = insertionTime, ExpirationTime = expirationTime,
            PopReceipt = popReceipt, TimeNextVisible = timeNextVisible,
        };

    public static UpdateReceipt UpdateReceipt(string popReceipt, DateTimeOffset nextVisibleOn) =>
        new() { PopReceipt = popReceipt, NextVisibleOn = nextVisibleOn };

    public static QueueItem QueueItem(string name, IDictionary<string, string>? metadata = null) =>
        new(name, metadata ?? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));

    public static QueueProperties QueueProperties(IDictionary<string, string> metadata, long approximateMessagesCount) =>
        new() { Metadata = metadata, ApproximateMessagesCountLong = approximateMessagesCount };

    [EditorBrowsable(EditorBrowsableState.Never)]
    public static QueueProperties QueueProperties(IDictionary<string, string> metadata, int approximateMessagesCount) =>
        QueueProperties(metadata, (long)approximateMessagesCount);
}
