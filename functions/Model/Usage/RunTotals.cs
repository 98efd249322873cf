using AgentSched.Model.Runs;

namespace AgentSched.Model.Usage;

/// <summary>What the runs of an agent or of a schedule came to since it was made; kept in the transaction that ends each run, so that it never drifts.</summary>
/// <param name="Tally">All of them.</param>
/// <param name="LastRunAt">When the last of them ended. Null: none did.</param>
/// <param name="LastStatus">How it ended. Null: none did.</param>
internal sealed record RunTotals(Tally Tally, DateTimeOffset? LastRunAt, RunStatus? LastStatus)
{
    public static readonly RunTotals None = new(Tally.None, LastRunAt: null, LastStatus: null);

    public RunTotals Add(Run ended) => ended.StartedAt is null ? this : new(Tally.Add(ended), ended.FinishedAt, ended.Status);
}
