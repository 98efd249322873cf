namespace Cronos;

/// <summary>Which fields an expression has.</summary>
[Flags]
public enum CronFormat
{
    /// <summary>Five fields: minute, hour, day of month, month, day of week.</summary>
    Standard = 0,

    /// <summary>Six fields: a second field stands before the other five.</summary>
    IncludeSeconds = 1,
}
