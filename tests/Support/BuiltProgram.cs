namespace AgentSched.Tests.Support;

/// <summary>Where the build puts what tests start as processes: each project has a folder of its own beside that of the tests, below it the configuration. The app's is the same in each.</summary>
internal static class BuiltProgram
{
    /// <summary>The app, as it is deployed.</summary>
    public static string App => Path.Combine(Beside("AgentSched.Functions"), "app");

    /// <summary>The host's program.</summary>
    public static string Host => Path.Combine(Folder("AgentSched.Host"), "AgentSched.Host.dll");

    /// <summary>The benchmarks' program.</summary>
    public static string Bench => Path.Combine(Folder("AgentSched.Bench"), "AgentSched.Bench.dll");

    /// <summary>The quick start's program.</summary>
    public static string Quickstart => Path.Combine(Folder("AgentSched.Quickstart"), "AgentSched.Quickstart.dll");

    private static DirectoryInfo Own => new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static string Folder(string project) => Path.Combine(Beside(project), Own.Name);

    private static string Beside(string project) => Path.Combine(Own.Parent!.Parent!.FullName, project);
}
