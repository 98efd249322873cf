using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Result of reading a text: a spec, or a refusal.</summary>
/// <param name="Spec">Null: refused.</param>
/// <param name="Refusal">Null: there is a spec.</param>
/// <param name="IsKnown">Whether every word was known. With a refusal: their combination is impossible, incomplete or ambiguous.</param>
internal readonly record struct Reading(SpecText? Spec, string? Refusal, bool IsKnown)
{
    /// <summary>Whether the text is a time of day only, which means every day.</summary>
    public bool IsBareTime { get; init; }

    /// <summary>Whether the text may mean only the next of its occurrences: <c>on Friday the 13th at 9</c>, <c>at the top of the hour</c>.</summary>
    public bool MayBeOnce { get; init; }

    /// <summary>Whether the text lists several days, months or times, so that its first occurrence alone is not what it means.</summary>
    public bool IsList { get; init; }

    /// <summary><c>every second Friday</c>: every other Friday or the second one of each month.</summary>
    public bool IsEveryNth { get; init; }

    /// <summary>What the text leaves out and a default stands for.</summary>
    public Missing Missing { get; init; }

    /// <summary>Whether the text names the zone.</summary>
    public bool NamesZone { get; init; }

    public static Reading Of(SpecText spec) => new(spec, null, IsKnown: true);

    public static Reading Refused(string words, string why) => new(null, $"\"{words}\" {why}", IsKnown: true);

    public static Reading Unknown(string words, string why) => new(null, $"\"{words}\" {why}", IsKnown: false);
}
