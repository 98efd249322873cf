using System.ComponentModel.DataAnnotations;

namespace AgentSched.Api.Live;

/// <summary>How live events are delivered; bound from the section <c>AgentSched</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>
    /// Maximum length of an event stream; then it ends cleanly and the client reconnects with the id of its last event. Azure cuts off any response
    /// at 230 s.
    /// </summary>
    /// <value>10 s to 1 h, both included. Default 200 s.</value>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan EventStreamLength { get; set; } = TimeSpan.FromSeconds(200);
}
