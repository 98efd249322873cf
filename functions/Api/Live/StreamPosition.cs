namespace AgentSched.Api.Live;

/// <summary>Position in a feed: how far it has been delivered. An entry may be two events, so a position may lie within an entry.</summary>
/// <param name="Value">Twice the sequence number of the last entry that was delivered at least in part; plus 1 if it was delivered in full.</param>
internal readonly record struct StreamPosition(long Value)
{
    /// <summary>After an entry and all before it.</summary>
    public static StreamPosition After(long sequence) => new(2 * sequence + 1);

    /// <summary>After the first of an entry's two events.</summary>
    public static StreamPosition Within(long sequence) => new(2 * sequence);

    /// <summary>Sequence number after which entries must be read.</summary>
    public long ReadAfter => Value % 2 == 1 ? Value / 2 : Value / 2 - 1;
}
