using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Model.Usage;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>Usage of a past day as a row.</summary>
internal static class DayUsageRow
{
    extension(DayUsage day)
    {
        public TableEntity Write(string shard, string key)
        {
            var row = new TableEntity(shard, key) { ["Day"] = day.Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture) };
            day.Tally.Write(row);
            if (day.Owners.Count > 0)
            {
                row["Owners"] = string.Join('\n', day.Owners.Select(o => $"{o.Key} {o.Value}"));
            }

            return row;
        }

        public static DayUsage Read(TableEntity row) => new(
            DateOnly.ParseExact(row.Text("Day"), "yyyyMMdd", CultureInfo.InvariantCulture),
            Tally.Read(row),
            (row.GetString("Owners") ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
                .ToImmutableSortedDictionary(line => line[0], line => Tally.Parse(line[1]), StringComparer.Ordinal));
    }
}
