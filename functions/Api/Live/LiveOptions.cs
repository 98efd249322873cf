using System.ComponentModel.DataAnnotations;

namespace AgentSched.Api.Live;

/// <summary>How live events are delivered; bound from the section <c>AgentSched</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>How long one stream of events lasts; then it ends cleanly, and the client comes back with the id of the last event. Azure cuts any answer off at 230 seconds.</summary>
    /// <value>10 s to 1 h, both included. Default 200 s.</value>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan EventStreamLength { get; set; } = TimeSpan.FromSeconds(200);
}
