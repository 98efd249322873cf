namespace AgentSched.Storage.Runs;

/// <summary>A queue message: runs of one shard that are due in the same second. Ids and a time only, never payload; may arrive twice.</summary>
/// <param name="Shard">The partition of the runs' rows, for example <c>s07</c>.</param>
/// <param name="DueTime">When they shall start: UTC, whole seconds.</param>
/// <param name="Runs">1–100 run ids.</param>
/// <param name="TraceParent">The span that sent it, as a W3C <c>traceparent</c>. Null: nobody traces.</param>
public sealed record RunRequest(string Shard, DateTimeOffset DueTime, IReadOnlyList<string> Runs, string? TraceParent = null)
{
    /// <summary>Most runs of one message: their calls are marked in one transaction, and its list stays far below what the durable engine puts into blobs.</summary>
    internal const int MaxRuns = 100;
}
