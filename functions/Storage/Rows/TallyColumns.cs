using AgentSched.Model.Usage;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>Totals of runs, as columns of a row.</summary>
internal static class TallyColumns
{
    extension(Tally tally)
    {
        /// <summary>Writes separate columns, so that the portal's table view shows numbers.</summary>
        public void Write(TableEntity row)
        {
            (row["Runs"], row["Succeeded"], row["Failed"], row["TimedOut"]) = (tally.Runs, tally.Succeeded, tally.Failed, tally.TimedOut);
            (row["CostUsd"], row["TokensIn"], row["TokensOut"]) = (((decimal?)tally.CostUsd).ToColumn(), tally.TokensIn, tally.TokensOut);
            (row["DurationsMs"], row["Durations"]) = (tally.Durations.SumMs, tally.Durations.Buckets);
        }

        public static Tally Read(TableEntity row) => new(
            row.Long("Runs"),
            row.Long("Succeeded"),
            row.Long("Failed"),
            row.Long("TimedOut"),
            row.Usd("CostUsd") ?? 0,
            row.Long("TokensIn"),
            row.Long("TokensOut"),
            new Durations(row.Long("DurationsMs"), row.GetString("Durations") ?? string.Empty));
    }
}
