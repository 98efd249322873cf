using AgentSched.Runs;
using AgentSched.Storage;
using Azure.Data.Tables;

namespace AgentSched.Usage;

/// <summary>What the runs of an agent or of a schedule came to since it was made; kept in the transaction that ends each run, so that it never drifts.</summary>
/// <param name="Tally">All of them.</param>
/// <param name="LastRunAt">When the last of them ended. Null: none did.</param>
/// <param name="LastStatus">How it ended. Null: none did.</param>
internal sealed record RunTotals(Tally Tally, DateTimeOffset? LastRunAt, RunStatus? LastStatus)
{
    public static readonly RunTotals None = new(Tally.None, LastRunAt: null, LastStatus: null);

    public RunTotals Add(Run ended) => ended.StartedAt is null ? this : new(Tally.Add(ended), ended.FinishedAt, ended.Status);

    /// <summary>As answers tell it.</summary>
    public object Answer() => new
    {
        Tally.Runs,
        Tally.Succeeded,
        Tally.Failed,
        Tally.TimedOut,
        Tally.Cancelled,
        Tally.SuccessRate,
        Tally.CostUsd,
        Tally.TokensIn,
        Tally.TokensOut,
        averageDuration = Tally.Durations.Average(),
        p95Duration = Tally.Durations.Percentile(0.95),
        LastRunAt,
        LastStatus,
    };

    public void Write(TableEntity row)
    {
        Tally.Write(row);
        (row["LastRunAt"], row["LastStatus"]) = (LastRunAt, LastStatus?.ToString());
    }

    public static RunTotals Read(TableEntity row) => new(
        Tally.Read(row), row.GetDateTimeOffset("LastRunAt"), row.GetString("LastStatus") is null ? null : row.Word<RunStatus>("LastStatus"));
}
