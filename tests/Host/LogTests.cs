using System.Text;

namespace AgentSched.Tests.Host;

/// <summary>What host and worker log is paid for by the gigabyte; the levels of host.json keep the durable engine's and the storage clients' chatter out.</summary>
[Collection(nameof(SharedHost))]
[Trait("shows", "one-world")]
public sealed class LogTests(SharedHost host, ITestOutputHelper output)
{
    [Fact]
    public async Task A_run_is_worth_at_most_three_kilobytes_of_log_and_none_of_the_engines()
    {
        const int Runs = 20;
        await host.Api.RegisterAgentAsync("quiet", host.Agent.Address, maxConcurrent: 32);
        var before = host.App.Output.Length;
        foreach (var run in await Task.WhenAll(Enumerable.Range(0, Runs).Select(i => host.RunAsync("quiet", $"say hello {i}"))))
        {
            await host.EndAsync("quiet", run);
        }

        var logged = host.App.Output[before..];
        var perRun = Encoding.UTF8.GetByteCount(logged) / Runs;
        output.WriteLine($"{perRun} bytes a run, ticks of these seconds included");
        Assert.InRange(perRun, 1, 3 * 1024);
        Assert.DoesNotContain(" info DurableTask", logged, StringComparison.Ordinal);
        Assert.DoesNotContain(" info Azure", logged, StringComparison.Ordinal);
    }
}
