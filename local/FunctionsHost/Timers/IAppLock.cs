namespace AgentSched.FunctionsHost.Timers;

/// <summary>At most one process of an app runs its timers.</summary>
internal interface IAppLock
{
    /// <summary>Waits for the lock, then runs <paramref name="work"/>, whose token fires when the lock is lost.</summary>
    Task HoldAsync(Func<CancellationToken, Task> work, CancellationToken cancel);
}

internal sealed class NoLock : IAppLock
{
    public Task HoldAsync(Func<CancellationToken, Task> work, CancellationToken cancel) => work(cancel);
}
