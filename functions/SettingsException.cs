namespace AgentSched;

/// <summary>Settings are missing, wrong or contradict each other; all of them at once, in words.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems)
    : Exception($"AgentSched does not start; {(problems.Count == 1 ? "a setting is" : $"{problems.Count} settings are")} wrong:\n- {string.Join("\n- ", problems)}")
{
    /// <summary>A sentence for each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
