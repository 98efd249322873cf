using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Queues;

/// <summary>On what terms a run waits or runs; kept in its agent's row, where agent or owner have limits.</summary>
/// <param name="MaxCostUsd">What it may cost at most, which is reserved while it runs. Null: nobody said; then it reserves all that is left.</param>
/// <param name="NotBefore">When it may start: the budget is nearly spent. Null: as soon as it can.</param>
/// <param name="IsApproved">Whether somebody approved it: it starts although the budget is spent.</param>
/// <param name="AwaitsOwner">Whether its owner's ledger has still to reserve for it; until then others go past.</param>
internal sealed record RunTerms(decimal? MaxCostUsd, DateTimeOffset? NotBefore = null, bool IsApproved = false, bool AwaitsOwner = false)
{
    public static readonly RunTerms Default = new(MaxCostUsd: null);

    public static readonly ImmutableDictionary<RunId, RunTerms> None = ImmutableDictionary<RunId, RunTerms>.Empty;

    private const string Approved = "approved";
    private const string Owner = "owner";

    /// <summary>A text such as <c>17gq1z4kmbq3a7c5x2jd6ntw:0.5::</c> for each run, at most 70 characters.</summary>
    public static string ToColumn(ImmutableDictionary<RunId, RunTerms> all) => string.Join(' ', all.Select(one => string.Create(
        CultureInfo.InvariantCulture, $"{one.Key}:{one.Value.MaxCostUsd}:{one.Value.NotBefore?.UtcTicks}:{(one.Value.IsApproved ? Approved : string.Empty)}{(one.Value.AwaitsOwner ? Owner : string.Empty)}")));

    public static ImmutableDictionary<RunId, RunTerms> FromColumn(string? text) => string.IsNullOrEmpty(text)
        ? None
        : text.Split(' ').Select(one => one.Split(':')).ToImmutableDictionary(
            parts => RunId.Parse(parts[0]),
            parts => new RunTerms(
                parts[1].Length == 0 ? null : decimal.Parse(parts[1], CultureInfo.InvariantCulture),
                parts[2].Length == 0 ? null : new DateTimeOffset(long.Parse(parts[2], CultureInfo.InvariantCulture), TimeSpan.Zero),
                parts[3].StartsWith(Approved, StringComparison.Ordinal),
                parts[3].EndsWith(Owner, StringComparison.Ordinal)));
}
