using System.Collections.Concurrent;

namespace AgentSched.Tests.Support;

/// <summary>
/// The orchestrations of one storage account. They outlive the app, as they do on Azure: the next app over the same account goes on
/// with them. Where two apps share an account, each runs what it started.
/// </summary>
internal sealed class DurableStore
{
    private static readonly ConcurrentDictionary<string, DurableStore> Accounts = new(StringComparer.Ordinal);

    public Lock Lock { get; } = new();

    public Dictionary<string, DurableInstance> Instances { get; } = new(StringComparer.Ordinal);

    public List<DurableWorker> Workers { get; } = [];

    /// <param name="connectionString">Only the account counts: a proxy before it makes no difference.</param>
    public static DurableStore Of(string connectionString)
    {
        var account = connectionString.Split(';').Single(part => part.StartsWith("AccountName=", StringComparison.Ordinal));
        return Accounts.GetOrAdd(account, _ => new DurableStore());
    }

    /// <summary>All that is kept of each instance.</summary>
    public IReadOnlyList<string> Written
    {
        get
        {
            lock (Lock)
            {
                return [.. Instances.Values.Select(i => i.Written)];
            }
        }
    }

    /// <summary>Tells a running instance something; one that has ended does not hear it.</summary>
    public void Post(DurableInstance instance, DurableEvent what)
    {
        lock (Lock)
        {
            if (!instance.IsCompleted)
            {
                instance.Inbox.Add(what);
                instance.Owner?.TurnSoon(instance);
            }
        }
    }

    public void Give(DurableInstance instance, DurableWorker? owner)
    {
        lock (Lock)
        {
            instance.Disarm();
            instance.Owner = owner;
            owner?.Resume(instance);
        }
    }
}
