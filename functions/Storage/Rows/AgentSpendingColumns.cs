using AgentSched.Model.Usage;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>What an agent's or an owner's runs came to, as columns of its row.</summary>
internal static class AgentSpendingColumns
{
    extension(AgentSpending books)
    {
        public void Write(TableEntity row)
        {
            books.Totals.Write(row);
            (row["Today"], row["Month"]) = (books.Today.ToString(), books.Month.ToString());
        }

        public static AgentSpending Read(TableEntity row) => row.GetString("Today") is null
            ? AgentSpending.Empty
            : new AgentSpending(RunTotals.Read(row), DayUsage.Parse(row.GetString("Today")), MonthSpend.Parse(row.GetString("Month")));
    }
}
