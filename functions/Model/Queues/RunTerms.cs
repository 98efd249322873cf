using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Base;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Queues;

/// <summary>Budget terms of a waiting or running run; stored in its agent's row if the agent or the owner has limits.</summary>
/// <param name="MaxCostUsd">
/// In USD; while it waits its declared maximum (null: none), while it runs what it has reserved (null: all that is left). See <see cref="Usage.Adherence"/>.
/// </param>
/// <param name="NotBefore">Earliest start, set when the budget is nearly spent. Null: as soon as possible.</param>
/// <param name="IsApproved">Whether it was approved: it starts although the agent's budget is spent.</param>
/// <param name="AwaitsOwner">Whether its owner's ledger has not reserved for it yet; until then other runs overtake it.</param>
/// <param name="IsApprovedByAdmin">Whether an admin approved it: it starts although its owner's budget is spent, too.</param>
internal sealed record RunTerms(decimal? MaxCostUsd, DateTimeOffset? NotBefore = null, bool IsApproved = false, bool AwaitsOwner = false, bool IsApprovedByAdmin = false)
{
    public static readonly RunTerms Default = new(MaxCostUsd: null);

    public static readonly ImmutableDictionary<RunId, RunTerms> None = ImmutableDictionary<RunId, RunTerms>.Empty;

    /// <summary>
    /// What its owner's ledger has reserved in USD if that is all that was left, whatever it declared. Null: the ledger has reserved <see cref="MaxCostUsd"/>,
    /// has none, or not yet.
    /// </summary>
    public decimal? OwnerLeftUsd { get; init; }

    /// <summary>Whether it starts now or not at all, because a caller waits for its answer; the budget then does not delay it.</summary>
    public bool IsImmediate { get; init; }

    private const string Approved = "approved";
    private const string ByAdmin = "approved+";
    private const string Immediate = "now";
    private const string Owner = "owner";

    /// <summary>Text for a column, such as <c>17gq1z4kmbq3a7c5x2jd6ntw:0.5::</c> for each run; at most 76 characters a run, and 20 more for one with <see cref="OwnerLeftUsd"/>, which has a slot or is about to get one.</summary>
    public static string ToColumn(ImmutableDictionary<RunId, RunTerms> all) => string.Join(' ', all.Select(one => string.Create(
        CultureInfo.InvariantCulture, $"{one.Key}:{one.Value.MaxCostUsd?.Shortest()}:{one.Value.NotBefore?.UtcTicks}:{(one.Value.IsApprovedByAdmin ? ByAdmin : one.Value.IsApproved ? Approved : string.Empty)}{(one.Value.IsImmediate ? Immediate : string.Empty)}{(one.Value.AwaitsOwner ? Owner : string.Empty)}{(one.Value.OwnerLeftUsd is { } left ? string.Create(CultureInfo.InvariantCulture, $":{left.Shortest()}") : string.Empty)}")));

    public static ImmutableDictionary<RunId, RunTerms> FromColumn(string? text) => string.IsNullOrEmpty(text)
        ? None
        : text.Split(' ').Select(one => one.Split(':')).ToImmutableDictionary(
            parts => RunId.Parse(parts[0]),
            parts => new RunTerms(
                parts[1].Length == 0 ? null : decimal.Parse(parts[1], CultureInfo.InvariantCulture),
                parts[2].Length == 0 ? null : new DateTimeOffset(long.Parse(parts[2], CultureInfo.InvariantCulture), TimeSpan.Zero),
                parts[3].StartsWith(Approved, StringComparison.Ordinal),
                parts[3].EndsWith(Owner, StringComparison.Ordinal),
                parts[3].StartsWith(ByAdmin, StringComparison.Ordinal))
            {
                IsImmediate = parts[3].Contains(Immediate, StringComparison.Ordinal),
                OwnerLeftUsd = parts.Length > 4 ? decimal.Parse(parts[4], CultureInfo.InvariantCulture) : null,
            });
}
