namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Messages that this process knows and whose instance it does not own: theirs may start here yet, or run elsewhere.</summary>
internal sealed class Orphans
{
    private readonly Dictionary<string, Dictionary<string, Message>> _byInstance = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byInstance.Count;
            }
        }
    }

    public void Keep(Message message)
    {
        lock (_gate)
        {
            if (!_byInstance.TryGetValue(message.InstanceId, out var messages))
            {
                _byInstance[message.InstanceId] = messages = new(StringComparer.Ordinal);
            }

            messages[message.Event.MessageId!] = message;
        }
    }

    /// <summary>Those of an instance, oldest first; they are not kept any longer.</summary>
    public IReadOnlyList<Message> Take(string instanceId)
    {
        lock (_gate)
        {
            return _byInstance.Remove(instanceId, out var messages) ? [.. messages.Values.OrderBy(m => m.At)] : [];
        }
    }

    /// <summary>Forgets what was sent before the inbox was listed and is not in it: another process applied it.</summary>
    public void Forget(DateTimeOffset listedAt, IReadOnlySet<string> present)
    {
        lock (_gate)
        {
            foreach (var (instanceId, messages) in _byInstance)
            {
                foreach (var gone in messages.Where(m => m.Value.At < listedAt && !present.Contains(m.Key)))
                {
                    messages.Remove(gone.Key);
                }

                if (messages.Count == 0)
                {
                    _byInstance.Remove(instanceId);
                }
            }
        }
    }
}
