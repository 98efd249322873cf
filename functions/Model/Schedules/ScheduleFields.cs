using AgentSched.Base;

namespace AgentSched.Model.Schedules;

/// <summary>A schedule as its owner writes it.</summary>
internal static class ScheduleFields
{
    /// <summary>What a caller may write, as it is stored: the base of a patch, and what the feed compares.</summary>
    public static object Of(Schedule schedule) => new
    {
        schedule.Name,
        schedule.Description,
        schedule.Tags,
        schedule.Spec.Text.Cron,
        schedule.Spec.Text.Zone,
        schedule.Spec.Text.Every,
        schedule.Spec.Text.Anchor,
        schedule.Spec.Text.At,
        schedule.Spec.Text.StartsAt,
        schedule.Spec.Text.EndsAt,
        schedule.Spec.Text.Exclude,
        schedule.Spec.Text.Jitter,
        schedule.Spec.Text.MaxRuns,
        schedule.Spec.Text.DstGap,
        schedule.Spec.Text.DstOverlap,
        schedule.Spec.Text.DayMatch,
        schedule.Message,
        Context = Json.Node(schedule.Context),
        schedule.Settings.Model,
        schedule.Settings.AllowedTools,
        schedule.Settings.SystemPrompt,
        schedule.Settings.MaxTurns,
        schedule.Timeout,
        schedule.MaxCostUsdPerRun,
        schedule.Policies.Misfire,
        schedule.Policies.CatchUpWindow,
        schedule.Policies.Overlap,
        schedule.Policies.Retries,
        schedule.Policies.RetryTimeouts,
        schedule.Policies.PauseAfterFailures,
        Chain = schedule.Chain.Count == 0 ? null : schedule.Chain,
        schedule.Enabled,
        schedule.PausedUntil,
        schedule.Note,
    };
}
