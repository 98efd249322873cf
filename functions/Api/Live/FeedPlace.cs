namespace AgentSched.Api.Live;

/// <summary>How far a feed has been delivered. An entry may be more than one event, so there are places within an entry.</summary>
/// <param name="Value">Twice the number of the last entry of which anything was delivered, and one more where all of it was.</param>
internal readonly record struct FeedPlace(long Value)
{
    /// <summary>Behind an entry, and all before it.</summary>
    public static FeedPlace After(long sequence) => new(2 * sequence + 1);

    /// <summary>Behind the first of an entry's two events.</summary>
    public static FeedPlace Within(long sequence) => new(2 * sequence);

    /// <summary>The number after which entries have to be read.</summary>
    public long ReadAfter => Value % 2 == 1 ? Value / 2 : Value / 2 - 1;
}
