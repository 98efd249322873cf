using System.Globalization;
using AgentSched.Model.Budgets;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>An owner's ledger as a row.</summary>
internal static class OwnerAccountRow
{
    extension(OwnerAccount account)
    {
        public TableEntity Write(string tenant, string owner)
        {
            var row = new TableEntity(Keys.Owner(tenant, owner), Keys.LedgerRow)
            {
                ["UnderWay"] = string.Join(' ', account.UnderWay.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Run}:{one.Agent}:{one.Usd}:{one.At.UtcTicks}"))),
                ["Waiting"] = string.Join(' ', account.Waiting.Select(one => $"{one.Key}:{one.Value}")),
                ["Settled"] = string.Join(' ', account.Settled),
                ["Adherence"] = account.Adherence.Costs,
            };
            account.Spending.Write(row);
            return row;
        }

        public static OwnerAccount Read(TableEntity row) => new(
            AgentSpending.Read(row),
            [.. Parts(row, "UnderWay").Select(parts => new Reserved(
                RunId.Parse(parts[0]),
                parts[1],
                parts[2].Length == 0 ? null : decimal.Parse(parts[2], CultureInfo.InvariantCulture),
                new DateTimeOffset(long.Parse(parts[3], CultureInfo.InvariantCulture), TimeSpan.Zero)))],
            OwnerAccount.Empty.Waiting.AddRange(Parts(row, "Waiting").Select(parts => KeyValuePair.Create(parts[0], RunId.Parse(parts[1])))),
            [.. Parts(row, "Settled").Select(parts => RunId.Parse(parts[0]))])
        {
            Adherence = new Adherence(row.GetString("Adherence") ?? string.Empty),
        };
    }

    private static IEnumerable<string[]> Parts(TableEntity row, string column) =>
        (row.GetString(column) ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(':'));
}
