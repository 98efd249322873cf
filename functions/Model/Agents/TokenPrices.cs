namespace AgentSched.Model.Agents;

/// <summary>Prices of an agent's tokens, in USD per million; 0 or more.</summary>
/// <param name="InUsd">Price of input tokens.</param>
/// <param name="OutUsd">Price of output tokens.</param>
internal sealed record TokenPrices(decimal InUsd, decimal OutUsd)
{
    public const decimal MaxUsd = 1_000_000;

    public bool AreFree => InUsd == 0 && OutUsd == 0;

    /// <summary>The cost of an answer; null: it reports no tokens.</summary>
    public decimal? CostUsd(long? tokensIn, long? tokensOut) => tokensIn is null && tokensOut is null
        ? null
        : decimal.Round(((tokensIn ?? 0) * InUsd + (tokensOut ?? 0) * OutUsd) / 1_000_000, 9);
}
