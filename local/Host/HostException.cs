namespace AgentSched.Hosting;

/// <summary>The app cannot be started or some of its functions are refused. The message names every problem.</summary>
public sealed class HostException(string message, Exception? inner = null) : Exception(message, inner)
{
    internal static HostException Of(IReadOnlyList<string> problems) =>
        new(problems.Count == 1 ? problems[0] : $"{problems.Count} problems: {string.Join("; ", problems)}");
}
