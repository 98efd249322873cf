using AgentSched.Storage.Tables;

namespace AgentSched.Engine.Closings;

/// <summary>Ends of runs of one shard as one transaction.</summary>
/// <param name="Transaction">The changes.</param>
/// <param name="Closed">What each end brings about, in order; fewer than were asked for where no more fit.</param>
internal sealed record ClosingPlan(Transaction Transaction, IReadOnlyList<Closed> Closed);
