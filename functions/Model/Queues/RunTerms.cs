using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Queues;

/// <summary>Budget terms of a waiting or running run; stored in its agent's row if the agent or the owner has limits.</summary>
/// <param name="MaxCostUsd">Maximum cost, reserved while it runs. Null: no maximum; it then reserves all that is left.</param>
/// <param name="NotBefore">Earliest start, set when the budget is nearly spent. Null: as soon as possible.</param>
/// <param name="IsApproved">Whether it was approved: it starts although the budget is spent.</param>
/// <param name="AwaitsOwner">Whether its owner's ledger has not reserved for it yet; until then other runs overtake it.</param>
internal sealed record RunTerms(decimal? MaxCostUsd, DateTimeOffset? NotBefore = null, bool IsApproved = false, bool AwaitsOwner = false)
{
    public static readonly RunTerms Default = new(MaxCostUsd: null);

    public static readonly ImmutableDictionary<RunId, RunTerms> None = ImmutableDictionary<RunId, RunTerms>.Empty;

    private const string Approved = "approved";
    private const string Owner = "owner";

    /// <summary>Text for a column, such as <c>17gq1z4kmbq3a7c5x2jd6ntw:0.5::</c> for each run; at most 70 characters a run.</summary>
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
