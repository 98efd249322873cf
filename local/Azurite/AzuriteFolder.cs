using System.Runtime.CompilerServices;

namespace AgentSched.Azurite;

/// <summary>Finds <c>local/Azurite</c> in the checkout that this code was built from: package.json, start.cjs and node_modules are there, not in the output.</summary>
internal static class AzuriteFolder
{
    private const string Solution = "AgentSchedFunctions.sln";

    public static string Find() =>
        Above(AppContext.BaseDirectory)
        ?? BesideThisSource()
        ?? Above(Environment.CurrentDirectory)
        ?? throw new AzuriteException($"local/Azurite was not found: no {Solution} above {AppContext.BaseDirectory} or {Environment.CurrentDirectory}. Run from a checkout.");

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return IfComplete(Path.Combine(folder.FullName, "local", "Azurite"));
        }

        return null;
    }

    /// <summary>An artifacts folder may lie outside the checkout; then the compiler's path of this very file leads back.</summary>
    private static string? BesideThisSource([CallerFilePath] string thisFile = "") =>
        Path.GetDirectoryName(thisFile) is { Length: > 0 } folder ? IfComplete(folder) : null;

    private static string? IfComplete(string folder) => File.Exists(Path.Combine(folder, "start.cjs")) ? folder : null;
}
