namespace Azure.Storage.Queues.Models;

/// <summary>A queue in a listing; <see cref="Metadata"/> is empty unless <see cref="QueueTraits.Metadata"/> was asked for.</summary>
public class QueueItem
{
    internal QueueItem(string name, IDictionary<string, string> metadata)
    {
        Name = name;
        Metadata = metadata;
    }

    public string Name { get; }

    public IDictionary<string, string> Metadata { get; }
}

[Flags]
public enum QueueTraits
{
    None = 0,
    Metadata = 1,
}
