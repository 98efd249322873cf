namespace AgentSched.Storage.Runs;

/// <summary>Queue message: runs of one shard that are due in the same second. Ids and a time only, never payload; may be delivered twice.</summary>
/// <param name="Shard">The partition of the runs' rows, for example <c>s07</c>.</param>
/// <param name="DueTime">When the runs are due: UTC, whole seconds.</param>
/// <param name="Runs">1–100 run ids.</param>
/// <param name="TraceParent">The span that sent it, as a W3C <c>traceparent</c>. Null: no tracing.</param>
public sealed record RunRequest(string Shard, DateTimeOffset DueTime, IReadOnlyList<string> Runs, string? TraceParent = null)
{
    /// <summary>Maximum runs per message: their calls are marked in one transaction, and the list stays far below the size that the durable engine moves to blobs.</summary>
    internal const int MaxRuns = 100;
}
