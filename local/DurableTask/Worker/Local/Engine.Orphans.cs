using System.Collections.Concurrent;

namespace Microsoft.DurableTask.Worker.Local;

/// <content>Messages whose instance is not there: it may come yet, or has ended.</content>
internal sealed partial class Engine
{
    // A message may come before the instance that it is for; one that nobody started by then is dropped.
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Message>> _orphans = new(StringComparer.Ordinal);
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);

    private async Task SortOrphanAsync(Message message, CancellationToken cancel)
    {
        var id = message.Event.MessageId!;
        var isOld = DateTimeOffset.UtcNow - message.At > OrphanAge;
        if (isOld || (_checked.Add(id) && await IsForFinishedAsync(message.InstanceId, cancel)))
        {
            _checked.Remove(id);
            _orphans.TryRemove(message.InstanceId, out _);
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
        var messages = _orphans.GetOrAdd(message.InstanceId, _ => new(StringComparer.Ordinal));
        messages[message.Event.MessageId!] = message;

        // Adopted between the look and the keeping.
        if (Find(message.InstanceId) is { } instance)
        {
            Post(instance, message.Event);
        }
    }

    // Another process applied them: an instance that is started here under the same id must not get them too.
    private void ForgetOrphans(DateTimeOffset listedAt, IReadOnlyList<Message> present)
    {
        var ids = present.Select(m => m.Event.MessageId!).ToHashSet(StringComparer.Ordinal);
        foreach (var messages in _orphans.Values)
        {
            foreach (var gone in messages.Values.Where(m => m.At < listedAt && !ids.Contains(m.Event.MessageId!)))
            {
                messages.TryRemove(gone.Event.MessageId!, out _);
            }
        }
    }

    private IEnumerable<Message> TakeOrphans(string instanceId) =>
        _orphans.TryRemove(instanceId, out var messages) ? messages.Values.OrderBy(m => m.At) : [];
}
