using System.ComponentModel.DataAnnotations;

namespace AgentSched.Engine.Retention;

/// <summary>Retention settings; bound from the section <c>AgentSched</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>How long runs are kept, with their logs and responses.</summary>
    /// <value>1–3,650 days, both included. Default 90 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan RunRetention { get; set; } = TimeSpan.FromDays(90);
}
