using AgentSched.Faults;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>Where processes die: seen from storage, which is all that is left of them.</summary>
internal enum Moment
{
    BeforeClaim,
    AfterClaim,
    AfterMessage,
    BeforeOpen,
    AfterOpen,
    AfterStart,
    InCall,
    AfterCall,
    AfterBlob,
    AfterClose,
}

/// <summary>Who dies.</summary>
internal enum Victim
{
    Worker,
    Host,
    Both,
}

/// <summary>Kills, and what storage requests say of the moment.</summary>
internal static class Killing
{
    public static void Kill(this AppProcess app, Victim victim)
    {
        switch (victim)
        {
            case Victim.Worker: app.KillWorker(); break;
            case Victim.Host: app.KillHost(); break;
            default: app.KillBoth(); break;
        }
    }

    /// <summary>Kills the host once Azurite has done the first request that fits.</summary>
    /// <returns>Ends when it is dead.</returns>
    public static async Task<DateTimeOffset> HostDiesAtAsync(this AppProcess victim, StorageProxy proxy, Func<StorageRequest, bool> isLast)
    {
        var died = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.After = request =>
        {
            if (isLast(request) && !died.Task.IsCompleted)
            {
                victim.KillHost();
                died.TrySetResult(DateTimeOffset.UtcNow);
            }

            return Task.CompletedTask;
        };
        return await died.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    public static bool IsClaim(StorageRequest request) => IsOurs(request) && request.Text.Contains("d%7C", StringComparison.OrdinalIgnoreCase) && request.Text.Contains("Queued", StringComparison.Ordinal);

    public static bool IsOpen(StorageRequest request) => IsOurs(request) && request.Text.Contains("\"Running\"", StringComparison.Ordinal) && request.Text.Contains("x|", StringComparison.Ordinal) && !IsClose(request);

    public static bool IsClose(StorageRequest request) => IsOurs(request) && request.Text.Contains("Succeeded\"", StringComparison.Ordinal) && request.Text.Contains("\"Completed\"", StringComparison.Ordinal);

    /// <summary>The note in the in-flight row that a call begins.</summary>
    public static bool IsCallMark(StorageRequest request) => IsOurs(request) && request.Text.Contains("\"Attempts\":1", StringComparison.Ordinal) && !request.Text.Contains("\"Status\"", StringComparison.Ordinal);

    /// <summary>The first message of an orchestration: the durable engine knows of it from now on.</summary>
    public static bool IsStart(StorageRequest request) => request.Kind == "queue put" && request.Resource.Contains("-control-", StringComparison.Ordinal);

    /// <summary>Not a transaction of the durable engine.</summary>
    private static bool IsOurs(StorageRequest request) => request.Kind == "table batch" && request.Text.Contains("/Scheduler", StringComparison.Ordinal);
}
