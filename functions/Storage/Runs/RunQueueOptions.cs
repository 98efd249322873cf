using System.ComponentModel.DataAnnotations;

namespace AgentSched.Storage.Runs;

/// <summary>How the queue of runs works; bound from the section <c>AgentSched</c>.</summary>
public sealed class RunQueueOptions
{
    /// <summary>
    /// How long before its due time a run's message becomes visible: an idle queue is looked at every 5 s (host.json). A run that is found early
    /// gets its slot and its orchestration, and its call is held until its second. Where many runs come due together it is longer, up to 10 s more, see <see cref="RunQueue.LeadOf"/>.
    /// </summary>
    /// <value>0–30 s, both included. Default 10 s. 0: all that leads to the call is done when the run is due.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan Lead { get; set; } = TimeSpan.FromSeconds(10);
}
