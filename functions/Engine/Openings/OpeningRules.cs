using AgentSched.Engine.Claims;
using AgentSched.Model.Schedules;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Openings;

/// <summary>What of the deployment's settings openings rest on.</summary>
public sealed class OpeningRules(IOptions<DispatchOptions> dispatch, IOptions<ScheduleOptions> schedules)
{
    /// <summary>The window of schedules that say none.</summary>
    internal TimeSpan CatchUpWindow => dispatch.Value.CatchUpWindow;

    /// <summary>After this time without a sign of life nobody is at work on a run.</summary>
    internal TimeSpan StandsStillAfter => dispatch.Value.ResendAfter;

    /// <summary>What a run may cost at most. Null: the deployment does not say.</summary>
    internal decimal? MaxCostUsd => schedules.Value.MaxCostUsdPerRun;
}
