using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>Totals of runs since their agent or schedule was created, as columns of its row.</summary>
internal static class RunTotalsColumns
{
    extension(RunTotals totals)
    {
        public void Write(TableEntity row)
        {
            totals.Tally.Write(row);
            (row["LastRunAt"], row["LastStatus"]) = (totals.LastRunAt, totals.LastStatus?.ToString());
        }

        public static RunTotals Read(TableEntity row) => new(
            Tally.Read(row), row.GetDateTimeOffset("LastRunAt"), row.GetString("LastStatus") is null ? null : row.Word<RunStatus>("LastStatus"));
    }
}
