namespace AgentSched.Base;

/// <summary>
/// Every name that leaves the app as telemetry. Queries, alerts and the workbook in <c>infra/</c> use these and no others; a test compares them.
/// </summary>
internal static class TelemetryNames
{
    /// <summary>The meter and the activity source.</summary>
    public const string Source = "AgentSched";

    /// <summary>The log attribute that makes an entry a custom event where logs are exported.</summary>
    public const string EventAttribute = "microsoft.custom_event.name";
}
