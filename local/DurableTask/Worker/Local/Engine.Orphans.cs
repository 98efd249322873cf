namespace Microsoft.DurableTask.Worker.Local;

/// <content>Messages whose instance is not there: it may come yet, or has ended.</content>
internal sealed partial class Engine
{
    // A message may come before the instance that it is for; one that nobody started by then is dropped.
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(1);

    private readonly Orphans _orphans = new();
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);

    private async Task SortOrphanAsync(Message message, CancellationToken cancel)
    {
        var id = message.Event.MessageId!;
        var isOld = DateTimeOffset.UtcNow - message.At > OrphanAge;
        if (isOld || (_checked.Add(id) && await IsForFinishedAsync(message.InstanceId, cancel)))
        {
            _orphans.Take(message.InstanceId);
            await _inbox.DeleteAsync(id, cancel);
        }
        else
        {
            KeepOrphan(message);
        }
    }

    // Started again, perhaps here and now, it is not finished.
    private async Task<bool> IsForFinishedAsync(string instanceId, CancellationToken cancel) =>
        await _store.ReadDoneAsync(instanceId, cancel) is not null
        && await _store.ReadActiveAsync(instanceId, cancel) is null;

    private void KeepOrphan(Message message)
    {
        // A process that only starts and steers owns nothing: the inbox keeps the message for whoever does.
        if (!_running || _stopping)
        {
            return;
        }

        _orphans.Keep(message);

        // Adopted between the look and the keeping.
        if (Find(message.InstanceId) is { } instance)
        {
            Post(instance, message.Event);
        }
    }

    private void ForgetOrphans(DateTimeOffset listedAt, IReadOnlyList<Message> present)
    {
        var ids = present.Select(m => m.Event.MessageId!).ToHashSet(StringComparer.Ordinal);
        _orphans.Forget(listedAt, ids);
        _checked.IntersectWith(ids);
    }
}
