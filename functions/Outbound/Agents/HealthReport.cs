namespace AgentSched.Outbound.Agents;

/// <summary>What became of the probes of an agent.</summary>
/// <param name="Healthy">Whether the last one tried was answered well.</param>
/// <param name="Status">Its HTTP status. Null: no answer came.</param>
/// <param name="Latency">From the request to the head of its answer, or to the failure.</param>
/// <param name="Probe">The one tried last, for example <c>GET http://agent/health</c>.</param>
/// <param name="Sentence">The same in words.</param>
internal sealed record HealthReport(bool Healthy, int? Status, TimeSpan Latency, string Probe, string Sentence);
