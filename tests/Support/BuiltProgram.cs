namespace AgentSched.Tests.Support;

/// <summary>Where the build puts what tests start as processes: each project has a folder of its own beside that of the tests, below it the configuration.</summary>
internal static class BuiltProgram
{
    /// <summary>The app, as it is deployed.</summary>
    public static string App => Folder("AgentSched.Functions");

    /// <summary>The host's program.</summary>
    public static string Host => Path.Combine(Folder("AgentSched.Host"), "AgentSched.Host.dll");

    /// <summary>The benchmarks' program.</summary>
    public static string Bench => Path.Combine(Folder("AgentSched.Bench"), "AgentSched.Bench.dll");

    /// <summary>The quick start's program.</summary>
    public static string Quickstart => Path.Combine(Folder("AgentSched.Quickstart"), "AgentSched.Quickstart.dll");

    private static string Folder(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }
}
