using System.Diagnostics;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>
/// Worker, host or both are killed (SIGKILL) between any two of claim, message, open, start, call, blob, close. Whatever the moment, the
/// occurrence has exactly one record in the end, within 90 s, and the agent saw its work once, or twice under the same key where the kill fell
/// after the call began. The long form, each victim at each moment: <c>KILLS=all</c>.
/// </summary>
[Trait("shows", "one-world")]
[Trait("shows", "main-job")]
[Trait("shows", "proof")]
public sealed class KillTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    /// <summary>Each takes a host or two of two processes each; most of its time it waits for messages that the dead held.</summary>
    private const int AtOnce = 5;

    private static readonly (Moment Moment, Victim Victim)[] Some =
    [
        (Moment.InCall, Victim.Host),
        (Moment.AfterStart, Victim.Both),
        (Moment.AfterBlob, Victim.Both),
        (Moment.AfterOpen, Victim.Host),
        (Moment.AfterMessage, Victim.Both),
        (Moment.BeforeClaim, Victim.Host),
        (Moment.AfterCall, Victim.Worker),
        (Moment.AfterClaim, Victim.Worker),
        (Moment.BeforeOpen, Victim.Worker),
        (Moment.AfterClose, Victim.Worker),
    ];

    [Fact]
    public async Task Whoever_is_killed_whenever_an_occurrence_runs_to_one_record_within_90_seconds()
    {
        var cases = Environment.GetEnvironmentVariable("KILLS") == "all"
            ? [.. from moment in Enum.GetValues<Moment>() from victim in Enum.GetValues<Victim>() select (moment, victim)]
            : Some;
        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (one, _) =>
        {
            await using var kill = new OneKill(azurite, one.Moment, one.Victim);
            try
            {
                var told = await kill.RunAsync();
                output.WriteLine($"{clock.Elapsed:mm\\:ss} {one.Victim} {one.Moment}: {told}");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                wrong.Enqueue($"{one.Victim} {one.Moment}: {e.Message}");
                output.WriteLine($"{clock.Elapsed:mm\\:ss} {one.Victim} {one.Moment}: {e}\n{kill.Output}");
            }
        });
        Assert.Empty(wrong);
    }
}
