using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>A spec, or why there is none.</summary>
/// <param name="Spec">Null: refused.</param>
/// <param name="Refusal">Null: there is a spec.</param>
/// <param name="IsKnown">Every word was known. With a refusal: what they say together is impossible, incomplete or may mean two things.</param>
internal readonly record struct Reading(SpecText? Spec, string? Refusal, bool IsKnown)
{
    /// <summary>A time of day and nothing else, which is taken for every day.</summary>
    public bool IsBareTime { get; init; }

    public static Reading Of(SpecText spec) => new(spec, null, IsKnown: true);

    public static Reading Refused(string words, string why) => new(null, $"\"{words}\" {why}", IsKnown: true);

    public static Reading Unknown(string words, string why) => new(null, $"\"{words}\" {why}", IsKnown: false);
}
