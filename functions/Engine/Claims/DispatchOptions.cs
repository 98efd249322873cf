using System.ComponentModel.DataAnnotations;

namespace AgentSched.Engine.Claims;

/// <summary>Settings of ticks and the sweep; bound from the section <c>AgentSched</c>.</summary>
public sealed class DispatchOptions
{
    /// <summary>How far a tick looks ahead: the time to the next tick plus a margin, because ticks may be late.</summary>
    /// <value>0–10 min, both included. Default 70 s. 0: only occurrences that are already due are claimed.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LookAhead { get; set; } = TimeSpan.FromSeconds(70);

    /// <summary>How late an occurrence may still start; a later one is recorded as missed.</summary>
    /// <value>10 s to 365 d, both included. Default 5 min.</value>
    [Range(typeof(TimeSpan), "00:00:10", "365.00:00:00")]
    public TimeSpan CatchUpWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after its due time a run is sent again if it was not opened, or if no orchestration calls its agent. After a kill, the queue hides
    /// the messages in process for 10 minutes, so the next sweep after this time sends their runs again: within 90 s.
    /// </summary>
    /// <value>1 s to 1 h, both included. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ResendAfter { get; set; } = TimeSpan.FromSeconds(30);
}
