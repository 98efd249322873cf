namespace AgentSched.Outbound.Agents;

/// <summary>Result of an agent's health probes.</summary>
/// <param name="Healthy">Whether the last probe tried was good.</param>
/// <param name="Status">Its HTTP status. Null: no answer came.</param>
/// <param name="Latency">From the request to the headers of its answer, or to the failure.</param>
/// <param name="Probe">The last probe tried, for example <c>GET http://agent/health</c>.</param>
/// <param name="Sentence">The result in words.</param>
internal sealed record HealthReport(bool Healthy, int? Status, TimeSpan Latency, string Probe, string Sentence);
