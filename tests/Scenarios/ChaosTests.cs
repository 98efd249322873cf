using System.Diagnostics;

namespace AgentSched.Tests.Scenarios;

/// <summary>The short form of <c>bench -- chaos</c>: kills, storage faults, clock jumps, repeated messages, then its audit of every row, blob and call.</summary>
[Trait("shows", "proof")]
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task After_twenty_seconds_of_chaos_the_audit_finds_nothing_wrong()
    {
        string[] chaos = ["chaos", "--minutes", "0", "--seconds", "20", "--agents", "5", "--kills-per-minute", "9", "--owner-limits", "0"];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "AgentSched.Bench.dll"), .. chaos])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var stop = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var (table, problems) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(CancellationToken.None);
        output.WriteLine(await table);
        Assert.True(process.ExitCode == 0, await problems);
        Assert.Contains("| **lost** | 0 |", await table);
    }
}
