using System.ComponentModel.DataAnnotations;

namespace AgentSched.Model.Schedules;

/// <summary>Limits of schedules; bound from the section <c>AgentSched</c>.</summary>
public sealed class ScheduleOptions
{
    /// <summary>The shortest time between two occurrences of a schedule.</summary>
    /// <value>1 s to 1 d, both included. Default 5 min; the sample uses 1 min.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MinimumInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether cron expressions may have six fields, the first of them seconds.</summary>
    /// <value>Default false.</value>
    public bool AllowSeconds { get; set; }

    /// <summary>Maximum number of schedules per owner.</summary>
    /// <value>1–1,000,000, both included. Default 50.</value>
    [Range(1, 1_000_000)]
    public int MaxSchedulesPerOwner { get; set; } = 50;

    /// <summary>Maximum cost of one run. Schedules and requests may set less; if they set nothing, this value is stored when they are saved.</summary>
    /// <value>0–1,000,000 USD, both included. Null (default): no maximum.</value>
    [Range(typeof(decimal), "0", "1000000", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal? MaxCostUsdPerRun { get; set; }
}
