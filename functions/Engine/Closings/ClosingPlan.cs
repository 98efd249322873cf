using AgentSched.Storage.Tables;

namespace AgentSched.Engine.Closings;

/// <summary>One transaction that ends runs of a shard.</summary>
/// <param name="Transaction">The changes.</param>
/// <param name="Closed">Effects of each end, in order; fewer than requested if not all fit.</param>
internal sealed record ClosingPlan(Transaction Transaction, IReadOnlyList<Closed> Closed);
