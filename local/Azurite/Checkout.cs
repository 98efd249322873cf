using System.Runtime.CompilerServices;

namespace AgentSched.Azurite;

/// <summary>Finds the checkout from which this code was built: package.json, start.cjs and node_modules are there, not in the output.</summary>
public static class Checkout
{
    private const string Solution = "AgentSchedFunctions.sln";

    /// <summary>The checkout's root: the folder with the solution, above the running program, above this source file, or above the current folder.</summary>
    /// <exception cref="AzuriteException">None of them is in a checkout.</exception>
    public static string Root() =>
        Above(AppContext.BaseDirectory)
        ?? AboveThisSource()
        ?? Above(Environment.CurrentDirectory)
        ?? throw new AzuriteException($"No {Solution} above {AppContext.BaseDirectory} or {Environment.CurrentDirectory}. Run from a checkout.");

    internal static string AzuriteFolder() => Path.Combine(Root(), "local", "Azurite");

    /// <summary>The root by the compile-time path of this file: the artifacts folder may be outside the checkout.</summary>
    private static string? AboveThisSource([CallerFilePath] string thisFile = "") =>
        File.Exists(thisFile) && Path.GetDirectoryName(thisFile) is { } folder ? Above(folder) : null;

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return folder.FullName;
        }

        return null;
    }
}
