using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Workers;

/// <summary>Log messages of the host itself; event ids 1 to 99.</summary>
internal static partial class HostLog
{
    public const string Category = "Host.AgentSched";

    [LoggerMessage(10, LogLevel.Information, "The worker is ready ({Process})")]
    public static partial void WorkerReady(this ILogger logger, string process);

    [LoggerMessage(11, LogLevel.Error, "The worker exited ({Reason}); it restarts in {Delay}")]
    public static partial void WorkerEnded(this ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(12, LogLevel.Error, "The worker did not start: {Reason}; retry in {Delay}")]
    public static partial void WorkerNotStarted(this ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(20, LogLevel.Error, "Timer {Function} failed")]
    public static partial void TimerFailed(this ILogger logger, Exception exception, string function);

    [LoggerMessage(21, LogLevel.Warning, "Timer {Function}: storage does not answer; retry in {Delay}")]
    public static partial void TimerStorageFailed(this ILogger logger, Exception exception, string function, TimeSpan delay);

    [LoggerMessage(22, LogLevel.Information, "Timer {Function} now runs in this host")]
    public static partial void TimerLocked(this ILogger logger, string function);

    [LoggerMessage(30, LogLevel.Error, "{Function} failed ({Method})")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string function, string method);

    [LoggerMessage(40, LogLevel.Warning, "{Running} invocations did not end within {Limit} and are cancelled")]
    public static partial void StopLimitReached(this ILogger logger, int running, TimeSpan limit);

    [LoggerMessage(41, LogLevel.Warning, "Listeners did not stop cleanly; the process stops without them")]
    public static partial void StopFailed(this ILogger logger, Exception exception);
}
