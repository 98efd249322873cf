using System.Globalization;
using AgentSched.Budgets;
using AgentSched.Runs;
using AgentSched.Usage;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>An owner's ledger as a row.</summary>
internal static class OwnerAccountRow
{
    extension(OwnerBooks account)
    {
        public TableEntity Write(string tenant, string owner)
        {
            var row = new TableEntity(Keys.Owner(tenant, owner), Keys.LedgerRow)
            {
                ["UnderWay"] = string.Join(' ', account.UnderWay.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Run}:{one.Agent}:{one.MaxCostUsd}:{one.At.UtcTicks}"))),
                ["Waiting"] = string.Join(' ', account.Waiting.Select(one => $"{one.Key}:{one.Value}")),
                ["Settled"] = string.Join(' ', account.Settled),
            };
            account.Books.Write(row);
            return row;
        }

        public static OwnerBooks Read(TableEntity row) => new(
            AgentBooks.Read(row),
            [.. Parts(row, "UnderWay").Select(parts => new Reserved(
                RunId.Parse(parts[0]),
                parts[1],
                parts[2].Length == 0 ? null : decimal.Parse(parts[2], CultureInfo.InvariantCulture),
                new DateTimeOffset(long.Parse(parts[3], CultureInfo.InvariantCulture), TimeSpan.Zero)))],
            OwnerBooks.Empty.Waiting.AddRange(Parts(row, "Waiting").Select(parts => KeyValuePair.Create(parts[0], RunId.Parse(parts[1])))),
            [.. Parts(row, "Settled").Select(parts => RunId.Parse(parts[0]))]);
    }

    private static IEnumerable<string[]> Parts(TableEntity row, string column) =>
        (row.GetString(column) ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(':'));
}
