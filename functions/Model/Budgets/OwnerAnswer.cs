namespace AgentSched.Model.Budgets;

/// <summary>A ledger's answer to a run that asks to start.</summary>
/// <param name="Verdict">Whether it may start.</param>
/// <param name="Words">The limit closest to being reached, in words.</param>
/// <param name="Delay">Delay of its start because the budget is nearly spent; zero: none.</param>
internal sealed record OwnerAnswer(BudgetVerdict Verdict, string Words, TimeSpan Delay)
{
    /// <summary>Answer for an owner that no longer has limits.</summary>
    public static readonly OwnerAnswer NoLimit = new(BudgetVerdict.Starts, string.Empty, TimeSpan.Zero);
}
