using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Settings;
using Microsoft.Extensions.Logging;

namespace AgentSched.FunctionsHost.Timers;

/// <summary>Runs the timers of the app while this process holds the app's lock; another process waits for it.</summary>
internal sealed partial class TimerPump(
    IReadOnlyList<FunctionTimer> timers, ITimerMemory memory, IAppLock appLock, FunctionRunner runner, ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger("AgentSched.FunctionsHost.Timers");

    public async Task RunAsync(CancellationToken cancel)
    {
        var paused = false;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await appLock.HoldAsync(
                    held =>
                    {
                        paused = false;
                        return RunAllAsync(held);
                    },
                    cancel);
            }
            catch (Exception) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                LogLost(_log);
            }
            catch (Exception e)
            {
                if (!paused)
                {
                    LogStorage(_log, LineFormatter.Reason(e));
                }

                paused = true;
                await Task.Delay(TimeSpan.FromSeconds(2), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(20, LogLevel.Error, "Timer {Function} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);

    [LoggerMessage(21, LogLevel.Warning, "The timers pause, as their storage does not answer: {Reason}")]
    private static partial void LogStorage(ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Warning, "The lock of the timers was lost; they go on where it is held")]
    private static partial void LogLost(ILogger logger);

    private async Task RunAllAsync(CancellationToken held)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(held);
        var loops = timers.Select(timer => Task.Run(() => timer.LoopAsync(memory, runner, Failed, any.Token), any.Token)).ToList();
        await Task.WhenAny(loops);
        await any.CancelAsync(); // one loop ends only with the lock or with storage: the others start anew with it
        await Task.WhenAll(loops);
    }

    private void Failed(FunctionTimer timer, Exception error)
    {
        if (!runner.Stopping.IsCancellationRequested)
        {
            LogFailed(_log, error, timer.Function.Name);
        }
    }
}
