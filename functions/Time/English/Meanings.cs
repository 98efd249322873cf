using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>All that a text about time can mean.</summary>
/// <param name="Reading">How it is read by itself.</param>
/// <param name="Specs">Its specs; two if it leaves open whether it is one time or a recurring one; empty if it has none.</param>
internal sealed record Meanings(Reading Reading, IReadOnlyList<SpecText> Specs)
{
    /// <summary>Whether the text has exactly one meaning without an addition.</summary>
    public bool IsSure => Reading is { Spec: not null, IsBareTime: false, MayBeOnce: false };
}
