using System.Diagnostics;

namespace AgentSched.Tests.Support;

/// <summary>A benchmark in its short form, as a process of its own.</summary>
public static class BenchProcess
{
    /// <summary>Runs <c>bench NAME …</c> to its end.</summary>
    /// <returns>The table that it printed.</returns>
    /// <exception cref="InvalidOperationException">It found that a figure does not hold; the message says which.</exception>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Bench, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var stop = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var (table, problems) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0 ? await table : throw new InvalidOperationException($"{await table}\n{await problems}");
    }
}
