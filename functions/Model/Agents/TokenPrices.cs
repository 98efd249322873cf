namespace AgentSched.Model.Agents;

/// <summary>What an agent's tokens cost, in USD for a million; 0 or more.</summary>
/// <param name="InUsd">Tokens that go in.</param>
/// <param name="OutUsd">Tokens that come out.</param>
internal sealed record TokenPrices(decimal InUsd, decimal OutUsd)
{
    public const decimal MaxUsd = 1_000_000;

    /// <summary>The cost of an answer; null where it says nothing of tokens.</summary>
    public decimal? CostUsd(long? tokensIn, long? tokensOut) => tokensIn is null && tokensOut is null
        ? null
        : decimal.Round(((tokensIn ?? 0) * InUsd + (tokensOut ?? 0) * OutUsd) / 1_000_000, 9);
}
