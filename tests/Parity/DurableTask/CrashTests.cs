using Microsoft.DurableTask;

namespace AgentSched.Parity.DurableTask;

[Trait("shows", "originals")]
[NeedsDurableStorage("work goes on in another process or app on the same hub")]
public sealed class CrashTests(AzuriteFixture azurite)
{
    private const int Instances = 30;

    [Fact]
    public async Task Instances_of_a_killed_process_go_on_in_another_and_each_result_counts_once()
    {
        var account = azurite.TakeAccount();
        var folder = Directory.CreateTempSubdirectory("durable-").FullName;
        try
        {
            using var first = await ChildProcess.StartAsync(account);
            var ids = Enumerable.Range(0, Instances).Select(i => $"story-{i}").ToList();
            await using var app = await DurableApp.StartAsync(account, ChildProcess.AddTasks);
            await using var outside = DurableApp.ClientOnly(account);
            using (var second = await ChildProcess.StartAsync(account))
            {
                // Whoever polls first takes them up; the events go to whoever owns the instance.
                await Parallel.ForEachAsync(ids, async (id, cancel) =>
                    await outside.Client.ScheduleNewOrchestrationInstanceAsync("Story", folder, new StartOrchestrationOptions(id), cancel));
                await WaitForAsync(() => Directory.GetFiles(folder).Length >= Instances / 2);
                await second.KillAsync();
            }

            await first.KillAsync();
            await Parallel.ForEachAsync(ids, async (id, cancel) => await app.Client.RaiseEventAsync(id, "Word", "!", cancel));
            foreach (var id in ids)
            {
                Assert.Equal("123!", (await app.EndOfAsync(id)).ReadOutputAs<string>());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_a_killed_process_began_is_ended_by_the_next_one()
    {
        var account = azurite.TakeAccount();
        var folder = Directory.CreateTempSubdirectory("durable-").FullName;
        try
        {
            var ids = Enumerable.Range(0, Instances).Select(i => $"story-{i}").ToList();
            using (var worker = await ChildProcess.StartAsync(account))
            {
                await using (var outside = DurableApp.ClientOnly(account))
                {
                    await Parallel.ForEachAsync(ids, async (id, cancel) =>
                        await outside.Client.ScheduleNewOrchestrationInstanceAsync("Story", folder, new StartOrchestrationOptions(id), cancel));
                    await WaitForAsync(() => Directory.GetFiles(folder).Length >= Instances / 2);
                }

                await worker.KillAsync();
            }

            Assert.DoesNotContain(Directory.GetFiles(folder), file => file.EndsWith("-4", StringComparison.Ordinal));
            await using var app = await DurableApp.StartAsync(account, ChildProcess.AddTasks);
            await Parallel.ForEachAsync(ids, async (id, cancel) => await app.Client.RaiseEventAsync(id, "Word", "!", cancel));
            foreach (var id in ids)
            {
                Assert.Equal("123!", (await app.EndOfAsync(id)).ReadOutputAs<string>());
            }

            // A step runs again only if it was under way when the process died.
            var runs = Directory.GetFiles(folder).Select(file => File.ReadAllText(file).Length).ToList();
            Assert.Equal(3 * Instances, runs.Count);
            Assert.All(runs, n => Assert.InRange(n, 1, 2));
            TestContext.Current.TestOutputHelper?.WriteLine($"{runs.Count(n => n == 2)} of {runs.Count} steps ran twice");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_process_that_stops_in_order_hands_over_at_once()
    {
        var account = azurite.TakeAccount();
        var settings = new DurableSettings { LeaseDuration = TimeSpan.FromMinutes(10) };
        Action<DurableTaskRegistry> tasks = registry => registry
            .AddOrchestratorFunc<string>("Main", async context =>
                await context.CallActivityAsync<string>("Slow") + await context.WaitForExternalEvent<string>("Word"))
            .AddActivityFunc("Slow", async _ =>
            {
                await Task.Delay(500);
                return "slow ";
            });
        string id;
        await using (var before = await DurableApp.StartAsync(account, tasks, settings))
        {
            id = await before.Client.ScheduleNewOrchestrationInstanceAsync("Main");
            await before.Client.WaitForInstanceStartAsync(id);
        }

        await using var after = await DurableApp.StartAsync(account, tasks, settings);
        await after.Client.RaiseEventAsync(id, "Word", "and steady");
        var end = await after.EndOfAsync(id);
        Assert.Equal("slow and steady", end.ReadOutputAs<string>());
        Assert.True(end.LastUpdatedAt - end.CreatedAt < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_a_suspended_instance_holds_survives_a_restart()
    {
        var account = azurite.TakeAccount();
        Action<DurableTaskRegistry> tasks = registry => registry
            .AddOrchestratorFunc<string>("Main", async context =>
                await context.WaitForExternalEvent<string>("One") + await context.WaitForExternalEvent<string>("Two"));
        const string Id = "held";
        await using (var before = await DurableApp.StartAsync(account, tasks))
        {
            await before.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions(Id));
            await before.Client.SuspendInstanceAsync(Id);
            await before.Client.RaiseEventAsync(Id, "One", "1");
        }

        await using var after = await DurableApp.StartAsync(account, tasks);
        await after.Client.RaiseEventAsync(Id, "Two", "2");
        await after.Client.ResumeInstanceAsync(Id);
        Assert.Equal("12", (await after.EndOfAsync(Id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_child_whose_parents_process_is_killed_still_answers()
    {
        var account = azurite.TakeAccount();
        var folder = Directory.CreateTempSubdirectory("durable-").FullName;
        try
        {
            using (var worker = await ChildProcess.StartAsync(account))
            {
                await using var outside = DurableApp.ClientOnly(account);
                await outside.Client.ScheduleNewOrchestrationInstanceAsync("Family", folder, new StartOrchestrationOptions("family"));
                await WaitForAsync(() => Directory.GetFiles(folder).Length > 0);
                await worker.KillAsync();
            }

            await using var app = await DurableApp.StartAsync(account, ChildProcess.AddTasks);
            await app.Client.RaiseEventAsync("child-of-family", "Word", "!");
            Assert.Equal("child said 123!", (await app.EndOfAsync("family")).ReadOutputAs<string>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Two_processes_share_a_hub_and_run_nothing_twice()
    {
        var account = azurite.TakeAccount();
        var runs = 0;
        Action<DurableTaskRegistry> tasks = registry => registry
            .AddOrchestratorFunc<int, int>("Main", (context, input) => context.CallActivityAsync<int>("Count", input))
            .AddActivityFunc<int, int>("Count", (_, input) =>
            {
                Interlocked.Increment(ref runs);
                return input;
            });
        await using var one = await DurableApp.StartAsync(account, tasks);
        await using var two = await DurableApp.StartAsync(account, tasks);
        await using var outside = DurableApp.ClientOnly(account);
        var clients = new[] { one.Client, two.Client, outside.Client };
        var ids = Enumerable.Range(0, 30).Select(i => $"count-{i}").ToList();
        await Parallel.ForEachAsync(ids.Index(), async (at, cancel) =>
            await clients[at.Index % 3].ScheduleNewOrchestrationInstanceAsync("Main", at.Index, new StartOrchestrationOptions(at.Item), cancel));
        foreach (var (i, id) in ids.Index())
        {
            Assert.Equal(i, (await one.EndOfAsync(id)).ReadOutputAs<int>());
        }

        Assert.Equal(30, runs);
    }

    private static async Task WaitForAsync(Func<bool> reached)
    {
        for (var tries = 0; !reached(); tries++)
        {
            Assert.True(tries < 400, "what was waited for did not come");
            await Task.Delay(25);
        }
    }
}
