namespace AgentSched.Base;

/// <summary>
/// All names that the app emits as telemetry. Queries, alerts and the workbook in <c>infra/</c> use these names only; a test compares them.
/// </summary>
internal static class TelemetryNames
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Source = "AgentSched";

    /// <summary>Log attribute that makes the exporter write an entry as a custom event.</summary>
    public const string EventAttribute = "microsoft.custom_event.name";
}
