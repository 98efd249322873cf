using AgentSched.Model.Runs;

namespace AgentSched.Model.Budgets;

/// <summary>Why a budget keeps a run from starting.</summary>
/// <param name="Reason">
/// <see cref="RunReason.BudgetSpent"/>, <see cref="RunReason.BudgetReserved"/> or <see cref="RunReason.BudgetNearlySpent"/>.
/// </param>
/// <param name="Sentence">The reason in words.</param>
/// <param name="Whose">Whose budget it is, in words; part of the sentence.</param>
/// <param name="Until">Earliest start: the end of its delay, or when there is budget again. Null: not known, because it depends on runs in flight.</param>
internal sealed record BudgetHold(RunReason Reason, string Sentence, string Whose, DateTimeOffset? Until)
{
    /// <summary>What is missing where the agent has yet to show that its runs keep to maximum costs.</summary>
    public const string AgentsProof = "the agent has shown that it keeps";

    /// <param name="budget">The budget.</param>
    /// <param name="whose">Whose budget it is, in words, such as <c>the agent's budget</c>.</param>
    /// <param name="now">Current time.</param>
    public static BudgetHold Spent(Budget budget, string whose, DateTimeOffset now) => new(RunReason.BudgetSpent, $"{whose} is spent: {budget.Words}", whose, budget.RenewsAt(now));

    /// <param name="whose">Whose budget it is, in words.</param>
    /// <param name="words">The limit closest to being reached, in words.</param>
    /// <param name="maxCostUsd">The run's declared maximum. Null: none.</param>
    /// <param name="reservesUsd">What the run would reserve. Null: all that is left.</param>
    /// <param name="inFlight">Number of runs in flight under this budget.</param>
    /// <param name="proof">What is missing for a smaller reservation if the run has a maximum, in words.</param>
    public static BudgetHold Reserved(string whose, string words, decimal? maxCostUsd, decimal? reservesUsd, int inFlight, string proof = AgentsProof)
    {
        var why = reservesUsd is not null && inFlight >= Budget.MaxInFlight ? $"waits for one of {inFlight} runs in flight under {whose} to end; at most {Budget.MaxInFlight} run at a time"
            : reservesUsd is not null ? $"waits for runs in flight, which have reserved what is left of {whose}"
            : maxCostUsd is null ? $"waits until no other run is in flight, because without a maximum cost it reserves all that is left of {whose}"
            : $"waits until no other run is in flight, because it reserves all that is left of {whose} until {proof} to maximum costs";
        return new BudgetHold(RunReason.BudgetReserved, $"{why}; {words}", whose, Until: null);
    }

    /// <param name="whose">Whose budget it is, in words.</param>
    /// <param name="words">The limit closest to being reached, in words.</param>
    /// <param name="until">When the delay ends.</param>
    public static BudgetHold Delayed(string whose, string words, DateTimeOffset until) =>
        new(RunReason.BudgetNearlySpent, FormattableString.Invariant($"delayed until {until.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, because {whose} is nearly spent: {words}"), whose, until);

    /// <summary>The same of a run that may be approved.</summary>
    public BudgetHold ForApproval() => this with { Sentence = $"waits for approval; {Sentence}" };

    /// <summary>Whether a waiting run says this already. Amounts may differ: they change with each run that ends, and the run keeps its first sentence.</summary>
    public bool IsSaidBy(Run waiting) => (waiting.Reason, waiting.NotBefore) == (Reason, Until) && waiting.Sentence?.Contains(Whose, StringComparison.Ordinal) == true;

    /// <summary>The waiting run, which says why it waits.</summary>
    public Run Mark(Run waiting) => waiting.Become(RunStatus.Waiting) with { Reason = Reason, Sentence = Sentence, NotBefore = Until };
}
