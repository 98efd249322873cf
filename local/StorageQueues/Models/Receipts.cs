namespace Azure.Storage.Queues.Models;

/// <summary>What the service says of a message that it took in.</summary>
public class SendReceipt
{
    internal SendReceipt()
    {
    }

    public string MessageId { get; internal init; } = "";

    public DateTimeOffset InsertionTime { get; internal init; }

    /// <summary>9999-12-31 for a message that lives forever.</summary>
    public DateTimeOffset ExpirationTime { get; internal init; }

    /// <summary>With it the sender can change or delete the message as long as nobody received it.</summary>
    public string PopReceipt { get; internal init; } = "";

    public DateTimeOffset TimeNextVisible { get; internal init; }
}

/// <summary>The receipt that replaces the one an update was made with.</summary>
public class UpdateReceipt
{
    internal UpdateReceipt()
    {
    }

    public string PopReceipt { get; internal init; } = "";

    public DateTimeOffset NextVisibleOn { get; internal init; }
}
