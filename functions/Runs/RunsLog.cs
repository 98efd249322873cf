using Microsoft.Extensions.Logging;

namespace AgentSched.Runs;

/// <summary>Log messages of runs: event ids 3000–3099.</summary>
internal static partial class RunsLog
{
    [LoggerMessage(3000, LogLevel.Information, "Opened {RunId} as {Status}, late {Lateness}")]
    public static partial void Opened(this ILogger logger, string runId, RunStatus status, TimeSpan lateness);

    [LoggerMessage(3001, LogLevel.Information, "Closed {RunId} as {Status} ({Reason}) after {Duration}")]
    public static partial void Closed(this ILogger logger, string runId, RunStatus status, RunReason reason, TimeSpan duration);

    [LoggerMessage(3002, LogLevel.Information, "Attempt {Attempt} of {RunId} failed ({Reason}); the next comes in {Delay}")]
    public static partial void Retrying(this ILogger logger, string runId, int attempt, RunReason reason, TimeSpan delay);

    [LoggerMessage(3004, LogLevel.Warning, "Schedule {ScheduleId} paused by itself after {Failures} failed runs in a row")]
    public static partial void PausedByItself(this ILogger logger, string scheduleId, int failures);

    [LoggerMessage(3005, LogLevel.Warning, "A callback for {RunId} came after the run had ended; it changes nothing")]
    public static partial void LateCallback(this ILogger logger, string runId);

    [LoggerMessage(3006, LogLevel.Warning, "The orchestration of {RunId} could not be told that its answer came; its timer ends it")]
    public static partial void NotWoken(this ILogger logger, Exception error, string runId);

    [LoggerMessage(3003, LogLevel.Error, "The message of {RunId} failed too often")]
    public static partial void PoisonRun(this ILogger logger, string runId);

    [LoggerMessage(3007, LogLevel.Error, "A message of {Length} characters is not, or not all of it, a request to start runs; it is deleted")]
    public static partial void UnreadablePoison(this ILogger logger, int length);

    [LoggerMessage(3009, LogLevel.Warning, "{RunId} has its slot, and its orchestration could not be started; the sweep has it started")]
    public static partial void StartFailed(this ILogger logger, Exception error, string runId);

    [LoggerMessage(3008, LogLevel.Warning, "A call for {RunId} could not be made or recorded; it is made again under the same key")]
    public static partial void CallFailed(this ILogger logger, Exception error, string runId);
}
