using AgentSched.Base;
using AgentSched.Time.Specs;

namespace AgentSched.Model.Schedules;

/// <summary>Editable fields of a schedule.</summary>
internal static class ScheduleFields
{
    /// <summary>The fields that a caller may write, with their stored values: base of a patch, and compared for the feed.</summary>
    public static object Of(Schedule schedule) => new
    {
        schedule.Name,
        schedule.Description,
        schedule.Tags,
        schedule.Spec.Text.Cron,
        schedule.Spec.Text.Zone,
        Every = IntervalText.Of(schedule.Spec.Text),
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
        schedule.Policies.OnFull,
        schedule.Policies.Retries,
        schedule.Policies.RetryTimeouts,
        schedule.Policies.PauseAfterFailures,
        Chain = schedule.Chain.Count == 0 ? null : schedule.Chain,
        schedule.Enabled,
        schedule.PausedUntil,
        schedule.Note,
    };
}
