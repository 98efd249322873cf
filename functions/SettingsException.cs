namespace AgentSched;

/// <summary>Settings are missing, invalid or contradictory; the message lists all problems.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems)
    : Exception($"AgentSched does not start; {(problems.Count == 1 ? "a setting is" : $"{problems.Count} settings are")} wrong:\n- {string.Join("\n- ", problems)}")
{
    /// <summary>One sentence per problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
