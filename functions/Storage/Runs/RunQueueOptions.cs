using System.ComponentModel.DataAnnotations;

namespace AgentSched.Storage.Runs;

/// <summary>Options of the run queue; bound from the section <c>AgentSched</c>.</summary>
public sealed class RunQueueOptions
{
    /// <summary>
    /// How long before its due time a run's message becomes visible: an idle queue is polled every 5 s (host.json). A run that is found early
    /// gets its slot and its orchestration, and its call waits until the run is due. If many runs are due together, the lead is up to 10 s longer, see <see cref="RunQueue.LeadOf"/>.
    /// </summary>
    /// <value>0–30 s, both included. Default 10 s. 0: all steps before the call begin only when the run is due.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan Lead { get; set; } = TimeSpan.FromSeconds(10);
}
