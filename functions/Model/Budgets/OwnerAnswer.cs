namespace AgentSched.Model.Budgets;

/// <summary>A ledger's answer to a run that would start.</summary>
/// <param name="Verdict">Whether it may.</param>
/// <param name="Words">The nearest limit in words.</param>
/// <param name="Delay">How much later than it could it starts, because little is left; zero: at once.</param>
internal sealed record OwnerAnswer(BudgetVerdict Verdict, string Words, TimeSpan Delay)
{
    /// <summary>The owner has no limits any more.</summary>
    public static readonly OwnerAnswer NoLimit = new(BudgetVerdict.Starts, string.Empty, TimeSpan.Zero);
}
