using AgentSched.Engine.Claims;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Openings;

/// <summary>Deployment settings that openings use.</summary>
public sealed class OpeningRules(IOptions<DispatchOptions> dispatch, IOptions<ScheduleOptions> schedules)
{
    /// <summary>Catch-up window of schedules that do not set one.</summary>
    internal TimeSpan CatchUpWindow => dispatch.Value.CatchUpWindow;

    /// <summary>Time without progress after which a run counts as abandoned.</summary>
    internal TimeSpan StandsStillAfter => dispatch.Value.ResendAfter;

    /// <summary>The run with a maximum cost that is within the deployment's.</summary>
    internal Run Cap(Run run) => MaxCostUsd is { } most && !(run.MaxCostUsd <= most) ? run with { MaxCostUsd = most } : run;

    /// <summary>Upper bound of the cost of a run. Null: the deployment does not set one.</summary>
    internal decimal? MaxCostUsd => schedules.Value.MaxCostUsdPerRun;
}
