namespace Azure.Storage.Queues;

/// <summary>How a message's content becomes the text that the service stores.</summary>
public enum QueueMessageEncoding
{
    /// <summary>As it is: the content must be text that XML can carry.</summary>
    None = 0,

    /// <summary>Base64 of its bytes: any content; 48 KiB of it fill a message of 64 KiB.</summary>
    Base64 = 1,
}
