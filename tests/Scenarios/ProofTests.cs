using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Short forms of benchmarks whose figures are counts, not seconds. What they prove in their long forms stands in docs/benchmarks.md.</summary>
[Trait("shows", "proof")]
public sealed class ProofTests(ITestOutputHelper output)
{
    /// <summary>Kills, storage faults, clock jumps, repeated messages, then an audit of every row, blob and call.</summary>
    [Fact]
    public async Task After_twenty_seconds_of_chaos_the_audit_finds_nothing_wrong()
    {
        var table = await RunAsync("chaos", "--minutes", "0", "--seconds", "20", "--agents", "5", "--kills-per-minute", "9", "--owner-limits", "0");
        Assert.Contains("| **lost** | 0 |", table);
    }

    /// <summary>And what it prints comes into the document that is named, under its command, in place of what was there.</summary>
    [Fact]
    public async Task A_tick_that_finds_nothing_due_asks_each_shard_once_whatever_is_stored()
    {
        const string Command = "Command: `dotnet run -c Release --project bench -- scan --shards 32 --to 100 --in-process 100000` (counted)";
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, $"# Benchmarks\n\n## A tick: `scan`\n\n{Command}\n- A remark.\n\n| old | table |\n\nHow to read it:\n- So.\n\n## Next\n", TestContext.Current.CancellationToken);
            var table = await RunAsync("scan", "--shards", "32", "--to", "100", "--in-process", "100000", "--write", path);
            Assert.Contains("| 100,000 (in process) | 32 | 0 |", table);
            var document = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            Assert.StartsWith($"# Benchmarks\n\n## A tick: `scan`\n\n{Command}\n- A remark.\n\nMeasured on 2", document);
            Assert.EndsWith($"\n\n{table.Trim()}\n\nHow to read it:\n- So.\n\n## Next\n", document);
            Assert.DoesNotContain("old", document);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Memory_and_allocation_do_not_grow_with_the_runs_that_were_done() =>
        Assert.EndsWith("Memory is flat.\n", await RunAsync("memory", "--runs", "10000", "--azurite-runs", "0"));

    private async Task<string> RunAsync(params string[] arguments)
    {
        var table = await BenchProcess.RunAsync(arguments);
        output.WriteLine(table);
        return table;
    }
}
