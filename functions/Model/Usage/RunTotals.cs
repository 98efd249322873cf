using AgentSched.Model.Runs;

namespace AgentSched.Model.Usage;

/// <summary>Totals of the runs of an agent or of a schedule since it was created; updated in the transaction that ends each run, so that they never drift.</summary>
/// <param name="Tally">All runs.</param>
/// <param name="LastRunAt">When the last run ended. Null: none has ended.</param>
/// <param name="LastStatus">How the last run ended. Null: none has ended.</param>
internal sealed record RunTotals(Tally Tally, DateTimeOffset? LastRunAt, RunStatus? LastStatus)
{
    public static readonly RunTotals None = new(Tally.None, LastRunAt: null, LastStatus: null);

    public RunTotals Add(Run ended) => ended.StartedAt is null ? this : new(Tally.Add(ended), ended.FinishedAt, ended.Status);
}
