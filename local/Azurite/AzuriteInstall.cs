using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace AgentSched.Azurite;

/// <summary>Installs the pinned Azurite (package-lock.json) if it is missing. Safe to call from many processes at once: one installs, the others wait.</summary>
internal static class AzuriteInstall
{
    public static async Task EnsureAsync(string folder, Action<string>? log, CancellationToken cancel)
    {
        if (IsInstalled(folder))
            return;

        using var hold = await FileLock.TakeAsync(Path.Combine(folder, ".install.lock"), () => log?.Invoke("Waiting for another process to install Azurite …"), cancel);
        if (IsInstalled(folder))
            return;

        log?.Invoke($"Installing Azurite {PinnedVersion(folder)} with npm (once, about half a minute) …");
        await NpmCiAsync(folder, cancel);
        if (!IsInstalled(folder))
            throw new AzuriteException($"npm succeeded, but Azurite {PinnedVersion(folder)} is not in {Path.Combine(folder, "node_modules")}.");
    }

    /// <summary>Whether the pinned version is installed completely: npm writes its hidden lock file last, so an interrupted installation does not count.</summary>
    private static bool IsInstalled(string folder)
    {
        var modules = Path.Combine(folder, "node_modules");
        var package = Path.Combine(modules, "azurite", "package.json");
        return File.Exists(Path.Combine(modules, ".package-lock.json")) && File.Exists(package)
            && string.Equals(Text(package, "version"), PinnedVersion(folder), StringComparison.Ordinal);
    }

    private static string? PinnedVersion(string folder) => Text(Path.Combine(folder, "package.json"), "dependencies", "azurite");

    private static string? Text(string file, params string[] path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return path.Aggregate(json.RootElement, (at, name) => at.GetProperty(name)).GetString();
    }

    private static async Task NpmCiAsync(string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        Process npm;
        try
        {
            npm = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new AzuriteException("npm was not found. Install Node.js 20 or newer, which includes npm, and try again.", e);
        }

        using (npm)
        {
            npm.StandardInput.Close();
            var output = npm.StandardOutput.ReadToEndAsync(cancel);
            var errors = npm.StandardError.ReadToEndAsync(cancel);
            try
            {
                await npm.WaitForExitAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                npm.Kill(entireProcessTree: true);
                throw;
            }

            if (npm.ExitCode != 0)
                throw new AzuriteException($"npm ci failed in {folder} (exit code {npm.ExitCode}):{Environment.NewLine}{await errors}{await output}");
        }
    }
}
