using AgentSched.Model.Runs;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Calls;

/// <summary>Log messages of calls; event ids 3002 and 3008.</summary>
internal static partial class CallLog
{
    [LoggerMessage(3002, LogLevel.Information, "Attempt {Attempt} of {RunId} failed ({Reason}); next attempt in {Delay}")]
    public static partial void Retrying(this ILogger logger, string runId, int attempt, RunReason reason, TimeSpan delay);

    [LoggerMessage(3008, LogLevel.Warning, "A call for {RunId} could not be made or recorded; it is repeated under the same idempotency key")]
    public static partial void CallFailed(this ILogger logger, Exception error, string runId);
}
