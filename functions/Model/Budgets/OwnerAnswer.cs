namespace AgentSched.Model.Budgets;

/// <summary>A ledger's answer to a run that asks to start.</summary>
/// <param name="Verdict">Whether it may start.</param>
/// <param name="Budget">The owner's budget.</param>
/// <param name="Delay">Delay of its start because the budget is nearly spent; zero: none.</param>
internal sealed record OwnerAnswer(BudgetVerdict Verdict, Budget Budget, TimeSpan Delay)
{
    /// <summary>What is reserved for the run, or would be. Null: all that is left.</summary>
    public decimal? ReservesUsd { get; init; }

    /// <summary>Number of the owner's runs that hold a reservation, without this one.</summary>
    public int InFlight { get; init; }

    /// <summary>What is left, if all of that is reserved for the run; if nothing is left, because it was approved, the lowest limit. Null: less is reserved, or no limit is in USD.</summary>
    public decimal? LeftUsd => ReservesUsd is not null ? null : Budget.LeftUsd is 0 ? Budget.LowestUsd : Budget.LeftUsd;

    /// <summary>Answer for an owner that no longer has limits.</summary>
    public static readonly OwnerAnswer NoLimit = new(BudgetVerdict.Starts, Budget.None, TimeSpan.Zero);
}
