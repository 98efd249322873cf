namespace AgentSched.FunctionsHost;

/// <summary>The functions cannot start; every problem that was found stands in <see cref="Problems"/>.</summary>
public sealed class LocalHostException : Exception
{
    internal LocalHostException(IReadOnlyList<string> problems)
        : base(Text(problems)) => Problems = problems;

    public IReadOnlyList<string> Problems { get; }

    private static string Text(IReadOnlyList<string> problems) => problems.Count == 1
        ? $"The functions cannot start: {problems[0]}"
        : $"The functions cannot start; {problems.Count} problems:{string.Concat(problems.Select(problem => "\n  - " + problem))}";
}
