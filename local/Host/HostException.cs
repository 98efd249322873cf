namespace AgentSched.Hosting;

/// <summary>The app cannot be started or one of its functions is refused. The message names every problem.</summary>
public sealed class HostException(IReadOnlyList<string> problems, Exception? inner = null)
    : Exception(problems.Count == 1 ? problems[0] : $"{problems.Count} problems: {string.Join("; ", problems)}", inner)
{
    internal HostException(string problem, Exception? inner = null)
        : this([problem], inner)
    {
    }

    /// <summary>One sentence per problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
