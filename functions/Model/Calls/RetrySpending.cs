using System.Globalization;
using AgentSched.Base;

namespace AgentSched.Model.Calls;

/// <summary>What a run's attempts have cost, and what they may cost until none is repeated: a retry is a call that no budget is asked for again.</summary>
/// <param name="SpentUsd">Cost of all attempts so far, in USD; 0 if none was reported.</param>
/// <param name="MostUsd">The run's maximum, or without one what was left of a budget when the attempt began, in USD. Null: there is neither.</param>
internal readonly record struct RetrySpending(decimal SpentUsd, decimal? MostUsd)
{
    /// <summary>Whether a further attempt would exceed what the run may cost.</summary>
    public bool IsOver => SpentUsd > 0 && SpentUsd >= MostUsd;

    /// <summary>Why there is no further attempt, as part of a sentence.</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture, $"its calls have cost {SpentUsd.Shortest()} USD, and {(MostUsd is > 0 and var most ? $"it may cost {most.Shortest()} USD" : "without a maximum it has no budget for a further one")}");
}
