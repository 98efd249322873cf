using AgentSched.Model.Backfills;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Backfills;

/// <summary>Log messages of backfills: event ids 3200–3299.</summary>
internal static partial class BackfillLog
{
    [LoggerMessage(3200, LogLevel.Information, "Backfill {BackfillId} ended as {State}: {Started} runs, {Known} occurrences had run already")]
    public static partial void Ended(this ILogger logger, string backfillId, BackfillState state, int started, int known);

    [LoggerMessage(3201, LogLevel.Error, "The backfill of schedule {ScheduleId} could not continue; the sweep tries again")]
    public static partial void AdvanceFailed(this ILogger logger, Exception error, string scheduleId);
}
