using AgentSched.Engine.Openings;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;
using AgentSched.Year;

namespace AgentSched.Tests.Engine.Closings;

/// <summary>Runs that end give their slots to those who wait.</summary>
[Trait("shows", "runs")]
public sealed class PromotionTests
{
    private static readonly Agent Alice =
        A.Agent(default, url: "https://agent.example/") with { MaxConcurrent = 2, QueueDepth = 10, Timeout = TimeSpan.FromMinutes(1) };

    [Fact]
    public void Two_processes_that_close_two_runs_at_once_promote_two_others_in_whatever_order_their_requests_come()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            using var world = new World(new YearOptions { Seed = seed });
            world.Table.Committing = null;
            using var machines = new Machines(world);
            machines.ComeUp();
            var (one, other) = (machines.All.First(), machines.All.Last());
            var started = new List<Run>();
            world.Interleaving.Run([async () => started.AddRange(await StartFourAsync(one))]);
            Assert.Equal([RunStatus.Running, RunStatus.Running, RunStatus.Waiting, RunStatus.Waiting], started.Select(run => run.Status));

            world.Interleaving.Run([() => CloseAsync(one, started[0]), () => CloseAsync(other, started[1])]);
            var left = world.Table.OfKind('r').Select(row => (row.GetString("RunId"), row.GetString("Status"))).Order();
            Assert.Equal(started.Skip(2).Select(run => (run.Id.ToString(), nameof(RunStatus.Running))).Order(), left);
        }
    }

    private static async Task<List<Run>> StartFourAsync(Process process)
    {
        await process.Agents.InsertAsync(Alice, TestContext.Current.CancellationToken);
        var runs = new List<Run>();
        for (var i = 0; i < 4; i++)
        {
            var (run, _) = await process.Get<RunLauncher>().LaunchAsync(
                (id, now) => Run.Requested(id, Alice, RunTrigger.Api, owner: null, now) with { Message = "go on" }, Alice.Key, key: null, new NoDurable(), TestContext.Current.CancellationToken);
            runs.Add(run!);
        }

        return runs;
    }

    private static async Task CloseAsync(Process process, Run run) => Assert.True(await process.Closer.CloseAsync(
        process.Agents.ShardOf(run.AgentKey), run.Id, (r, now) => r.End(RunStatus.Succeeded, RunReason.Completed, "done", now), TestContext.Current.CancellationToken));
}
