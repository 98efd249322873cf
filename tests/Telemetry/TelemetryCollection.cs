namespace AgentSched.Tests.Telemetry;

/// <summary>Spans are of the whole process, so these tests run by themselves.</summary>
[CollectionDefinition(nameof(TelemetryCollection), DisableParallelization = true)]
public sealed class TelemetryCollection;
