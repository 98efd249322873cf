using AgentSched.Model.Usage;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>Spending totals of an agent's or an owner's runs, as columns of its row.</summary>
internal static class AgentSpendingColumns
{
    extension(AgentSpending spending)
    {
        public void Write(TableEntity row)
        {
            spending.Totals.Write(row);
            (row["Today"], row["Month"]) = (spending.Today.ToString(), spending.Month.ToString());
        }

        public static AgentSpending Read(TableEntity row) => row.GetString("Today") is null
            ? AgentSpending.Empty
            : new AgentSpending(RunTotals.Read(row), DayUsage.Parse(row.GetString("Today")), MonthSpend.Parse(row.GetString("Month")));
    }
}
