namespace AgentSched.Storage.Tables;

/// <summary>
/// In-process lock per shard: runs that open or end at the same time change the shard's rows one after the other, instead of
/// failing on ETag mismatches and retrying. It saves requests and guarantees nothing: correctness, within a process and
/// between processes, rests on the ETags.
/// </summary>
public sealed class ShardLocks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Waiters> _waiters = new(StringComparer.Ordinal);

    /// <summary>Runs the work while holding the shard's lock. The lock is not reentrant: the work must not acquire it again.</summary>
    /// <param name="shard">The partition.</param>
    /// <param name="work">The decision and its commit.</param>
    /// <param name="isUrgent">Whether it runs before all work that is not urgent: a run that starts is already late, nothing waits for one that ends.</param>
    internal async Task<T> LockAsync<T>(string shard, Func<Task<T>> work, bool isUrgent = false)
    {
        var mustRelease = await AcquireAsync(shard, isUrgent);
        var went = false;
        try
        {
            var result = await work();
            went = true;
            return result;
        }
        finally
        {
            if (mustRelease)
            {
                Release(shard, went);
            }
        }
    }

    /// <returns>True: the lock is acquired and must be released. False: it was abandoned because storage does not answer.</returns>
    private Task<bool> AcquireAsync(string shard, bool isUrgent)
    {
        lock (_lock)
        {
            if (_waiters.TryAdd(shard, new Waiters()))
            {
                return Task.FromResult(true);
            }

            // Continues on the releasing thread: only storage requests take time, not the code before them.
            var waiting = new TaskCompletionSource<bool>();
            var waiters = _waiters[shard];
            (isUrgent ? waiters.Urgent : waiters.Others).Enqueue(waiting);
            return waiting.Task;
        }
    }

    private void Release(string shard, bool went)
    {
        List<TaskCompletionSource<bool>> next = [];
        lock (_lock)
        {
            var waiters = _waiters[shard];
            if (!went)
            {
                // Storage does not answer. Waiting for each other's timeouts would make it worse: all proceed at once, as without the lock.
                next.AddRange([.. waiters.Urgent, .. waiters.Others]);
                _waiters.Remove(shard);
            }
            else if (waiters.Urgent.TryDequeue(out var one) || waiters.Others.TryDequeue(out one))
            {
                next.Add(one);
            }
            else
            {
                _waiters.Remove(shard);
            }
        }

        next.ForEach(one => one.SetResult(went));
    }

    private sealed class Waiters
    {
        public Queue<TaskCompletionSource<bool>> Urgent { get; } = new();

        public Queue<TaskCompletionSource<bool>> Others { get; } = new();
    }
}
