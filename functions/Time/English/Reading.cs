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

    public static Reading Of(SpecText spec) => new(spec, null, IsKnown: true);

    public static Reading Refused(string words, string why) => new(null, $"\"{words}\" {why}", IsKnown: true);

    public static Reading Unknown(string words, string why) => new(null, $"\"{words}\" {why}", IsKnown: false);
}
