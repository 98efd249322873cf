using System.ComponentModel;

namespace Azure.Storage.Queues.Models;

/// <summary>A queue's metadata and its length, which is never less than the true one.</summary>
public class QueueProperties
{
    public QueueProperties()
    {
    }

    public IDictionary<string, string> Metadata { get; internal init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The length, invisible messages included; <see cref="int.MaxValue"/> when there are more.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int ApproximateMessagesCount => (int)Math.Min(ApproximateMessagesCountLong, int.MaxValue);

    public long ApproximateMessagesCountLong { get; internal init; }
}
