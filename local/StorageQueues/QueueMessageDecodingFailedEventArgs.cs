using Azure.Storage.Queues.Models;

namespace Azure.Storage.Queues;

/// <summary>A message whose text is not of the expected encoding, as it was received or as it was peeked; its body is the raw text.</summary>
public class QueueMessageDecodingFailedEventArgs : SyncAsyncEventArgs
{
    public QueueMessageDecodingFailedEventArgs(
        QueueClient queueClient, QueueMessage? receivedMessage, PeekedMessage? peekedMessage,
        bool isRunningSynchronously, CancellationToken cancellationToken)
        : base(isRunningSynchronously, cancellationToken)
    {
        Queue = queueClient;
        ReceivedMessage = receivedMessage;
        PeekedMessage = peekedMessage;
    }

    public QueueClient Queue { get; }

    public QueueMessage? ReceivedMessage { get; }

    public PeekedMessage? PeekedMessage { get; }
}
