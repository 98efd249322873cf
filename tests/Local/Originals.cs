using AgentSched.Azurite;

namespace AgentSched.Tests.Local;

/// <summary>The assemblies that exist twice: as a package from Microsoft or HangfireIO, and as a stand-in in local/.</summary>
internal static class Originals
{
    /// <summary>Whether an assembly of this name is one that local/ stands in for.</summary>
    public static bool Bears(string assembly) =>
        assembly is "Cronos" or "Azure.Data.Tables"
        || assembly.StartsWith("Azure.Storage.", StringComparison.Ordinal)
        || assembly.StartsWith("Microsoft.Azure.Functions.Worker", StringComparison.Ordinal)
        || assembly.StartsWith("Microsoft.DurableTask", StringComparison.Ordinal);

    public static string Functions => typeof(AgentSched.Storage.Keys).Assembly.Location;

    /// <summary>The parity tests' assemblies of this build: they lie beside this one, wherever its artifacts folder is.</summary>
    public static IReadOnlyList<string> Parity { get; } = [.. Directory.GetDirectories(Path.Combine(Checkout.Root(), "tests", "Parity")).Select(Built)];

    private static string Built(string folder)
    {
        var project = $"Parity.{Path.GetFileName(folder)}";
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(output.Parent!.Parent!.FullName, project, output.Name, $"{project}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there; build the solution (dotnet build) and run again", path);
    }
}
