using AgentSched.Model.Budgets;

namespace AgentSched.Api.Agents;

/// <summary>A budget as JSON.</summary>
internal static class BudgetJson
{
    public static object Answer(this Budget budget) =>
        new { budget.DayUsd, budget.MonthUsd, budget.DayTokens, budget.MonthTokens, share = Math.Round(budget.Share, 4), budget.Warning };
}
