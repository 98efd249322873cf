using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AgentSched.Model.Activities;

/// <summary>
/// Position in the merged feeds of several agents. Order: newest first; entries with the same number by agent name, the tenant's own
/// first. The order is total and never changes, so a page that starts after a position continues the page that ended there.
/// </summary>
/// <param name="Sequence">The entry's number.</param>
/// <param name="Agent">Its agent; empty: the tenant's feed.</param>
internal readonly record struct FeedPosition(long Sequence, string Agent) : IComparable<FeedPosition>
{
    public static FeedPosition Of(ActivityEntry entry) => new(entry.Sequence, entry.Agent ?? string.Empty);

    /// <summary>Orders newer entries first.</summary>
    public int CompareTo(FeedPosition other) =>
        Sequence != other.Sequence ? other.Sequence.CompareTo(Sequence) : string.CompareOrdinal(Agent, other.Agent);

    /// <summary>The largest number that an agent's entry after this position can have.</summary>
    public long LimitOf(string agent) => string.CompareOrdinal(agent, Agent) > 0 ? Sequence : Sequence - 1;

    public static bool TryParse(string? text, [NotNullWhen(true)] out FeedPosition? position)
    {
        position = text?.Split('.', 2) is [var number, var agent] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new FeedPosition(sequence, agent)
            : null;
        return position is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}.{Agent}");
}
