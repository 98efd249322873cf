namespace AgentSched.Tests.Support;

/// <summary>What a check of the rows found. The checks know nothing of tests: the chaos bench runs them, too.</summary>
public static class Found
{
    /// <exception cref="InvalidOperationException">There are problems; the message says all of them.</exception>
    public static void None(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', problems));
        }
    }
}
