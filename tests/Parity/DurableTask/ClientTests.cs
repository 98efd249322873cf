using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Parity.DurableTask;

[Trait("shows", "originals")]
public sealed class ClientTests(AzuriteFixture azurite)
{
    // The Functions host refuses such ids whatever the client says; without it, the client has to say so.
    private static readonly string[] InUse = [nameof(OrchestrationRuntimeStatus.Pending), nameof(OrchestrationRuntimeStatus.Running)];

    private Task<DurableApp> StartAsync() => DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
        .AddOrchestratorFunc<string, string>("Wait", async (context, input) =>
        {
            context.SetCustomStatus(new { At = input });
            return input + await context.WaitForExternalEvent<string>("Go");
        })
        .AddOrchestratorFunc<string, string>("Echo", (_, input) => Task.FromResult(input)));

    [Fact]
    public async Task An_unknown_instance_is_null()
    {
        await using var app = await StartAsync();
        Assert.Null(await app.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Metadata_tell_status_times_input_output_and_custom_status_only_when_asked()
    {
        await using var app = await StartAsync();
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("wait", "a", new StartOrchestrationOptions("run-1"));
        Assert.Equal("run-1", id);
        await app.Client.WaitForInstanceStartAsync(id);
        var running = await app.Client.GetInstanceAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Running, running!.RuntimeStatus);
        Assert.True(running.IsRunning);
        Assert.Equal("wait", running.Name); // as the caller spelled it
        Assert.Equal(TimeSpan.Zero, running.CreatedAt.Offset);
        Assert.Null(running.SerializedInput);
        Assert.Throws<InvalidOperationException>(() => running.ReadInputAs<string>());
        var full = await app.Client.GetInstanceAsync(id, getInputsAndOutputs: true);
        Assert.Equal("a", full!.ReadInputAs<string>());
        Assert.Equal("""{"At":"a"}""", full.SerializedCustomStatus);
        await app.Client.RaiseEventAsync(id, "Go", "b");
        var end = await app.EndOfAsync(id);
        Assert.Equal("ab", end.ReadOutputAs<string>());
        Assert.Equal("""{"At":"a"}""", end.SerializedCustomStatus);
        Assert.True(end.IsCompleted);
        Assert.Equal(end.SerializedOutput, (await app.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!.SerializedOutput);
    }

    [Fact]
    public async Task An_id_in_use_is_refused_and_a_finished_one_starts_anew()
    {
        await using var app = await StartAsync();
        var options = new StartOrchestrationOptions("same") { DedupeStatuses = InUse };
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "a", options);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "b", options));
        Assert.Contains("already exists", refused.Message, StringComparison.Ordinal);
        await app.Client.RaiseEventAsync("same", "Go", "1");
        Assert.Equal("a1", (await app.EndOfAsync("same")).ReadOutputAs<string>());
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "c", options);
        Assert.Equal("c", (await app.EndOfAsync("same")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Of_many_starts_of_one_id_at_once_one_wins()
    {
        await using var app = await StartAsync();
        var starts = Enumerable.Range(0, 10).Select(async i =>
        {
            try
            {
                await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", $"{i}", new StartOrchestrationOptions("race") { DedupeStatuses = InUse });
                return true;
            }
            catch (Exception e) when (e.Message.Contains("already exists", StringComparison.Ordinal))
            {
                return false;
            }
        });
        Assert.Single(await Task.WhenAll(starts), won => won);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\\b")]
    [InlineData("@a")]
    [NeedsFunctionsHost("any id is taken")]
    public async Task An_id_that_storage_cannot_hold_is_refused(string id)
    {
        await using var app = await StartAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => app.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", new StartOrchestrationOptions(id)));
    }

    [Fact]
    public async Task A_terminated_instance_has_the_given_output()
    {
        await using var app = await StartAsync();
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "a");
        await app.Client.WaitForInstanceStartAsync(id);
        await app.Client.TerminateInstanceAsync(id, "enough");
        var end = await app.EndOfAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("enough", end.ReadOutputAs<string>());
    }

    [Fact]
    [NeedsFunctionsHost("terminating what has ended does nothing and is no error")]
    public async Task An_instance_that_has_ended_cannot_be_terminated()
    {
        await using var app = await StartAsync();
        var end = await app.RunAsync("Echo", "x");
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.TerminateInstanceAsync(end.InstanceId, "more"));
    }

    [Fact]
    public async Task A_suspended_instance_keeps_its_events_until_it_is_resumed()
    {
        await using var app = await StartAsync();
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "a");
        await app.Client.WaitForInstanceStartAsync(id);
        await app.Client.SuspendInstanceAsync(id, "wait a moment");
        await app.UntilAsync(id, one => one.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await app.Client.RaiseEventAsync(id, "Go", "!");
        await Task.Delay(300);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await app.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await app.Client.ResumeInstanceAsync(id);
        Assert.Equal("a!", (await app.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_for_a_finished_instance_is_dropped()
    {
        await using var app = await StartAsync();
        await app.RunAsync("Echo", "x", new("again"));
        await app.Client.RaiseEventAsync("again", "Go", "old");
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "a", new StartOrchestrationOptions("again"));
        await app.Client.RaiseEventAsync("again", "Go", "new");
        Assert.Equal("anew", (await app.EndOfAsync("again")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminating_does_not_wait_for_a_running_step_and_its_result_is_dropped()
    {
        var go = new TaskCompletionSource();
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Main", context => context.CallActivityAsync<string>("Slow"))
            .AddActivityFunc("Slow", async _ =>
            {
                await go.Task;
                return "late";
            }));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await app.Client.WaitForInstanceStartAsync(id);
        await app.Client.TerminateInstanceAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.EndOfAsync(id)).RuntimeStatus);
        go.SetResult();
        await Task.Delay(100);
        Assert.Null((await app.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!.SerializedOutput);
    }

    [Fact]
    public async Task Waiting_for_an_unknown_instance_ends_with_the_token()
    {
        await using var app = await StartAsync();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Client.WaitForInstanceCompletionAsync("nobody", soon.Token));
    }

    [Fact]
    [NeedsFunctionsHost("the start time is ignored")]
    public async Task A_start_in_the_future_is_pending_until_then()
    {
        await using var app = await StartAsync();
        var at = DateTimeOffset.UtcNow.AddSeconds(1);
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", new StartOrchestrationOptions { StartAt = at });
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await app.Client.GetInstanceAsync(id))!.RuntimeStatus);
        Assert.True((await app.EndOfAsync(id)).LastUpdatedAt >= at);
    }

    [Fact]
    public async Task Purging_takes_finished_instances_only()
    {
        await using var app = await StartAsync();
        await app.RunAsync("Echo", "x", new("done"));
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", new StartOrchestrationOptions("waiting"));
        Assert.Equal(0, (await app.Client.PurgeInstanceAsync("nobody")).PurgedInstanceCount);
        Assert.Equal(1, (await app.Client.PurgeInstanceAsync("done")).PurgedInstanceCount);
        Assert.Null(await app.Client.GetInstanceAsync("done"));
        await app.RunAsync("Echo", "x", new("done-2"));
        var finished = new PurgeInstancesFilter(CreatedFrom: DateTimeOffset.UtcNow.AddDays(-1), Statuses: [OrchestrationRuntimeStatus.Completed]);
        Assert.Equal(1, (await app.Client.PurgeAllInstancesAsync(finished)).PurgedInstanceCount);
        Assert.NotNull(await app.Client.GetInstanceAsync("waiting"));
    }

    [Fact]
    [NeedsFunctionsHost("an instance that has not ended counts as none purged")]
    public async Task Purging_an_instance_that_has_not_ended_is_refused()
    {
        await using var app = await StartAsync();
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", new StartOrchestrationOptions("waiting"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.PurgeInstanceAsync("waiting"));
    }

    [Fact]
    public async Task A_query_filters_and_pages()
    {
        await using var app = await StartAsync();
        var pages = await PagesOfSixAsync(app);
        Assert.Equal([4, 2], pages.Select(page => page.Values.Count));
        var found = pages.SelectMany(page => page.Values).OrderBy(one => one.InstanceId, StringComparer.Ordinal).ToList();
        Assert.Equal(["q-0", "q-1", "q-2", "q-3", "q-4", "q-w"], found.Select(one => one.InstanceId));
        Assert.Equal(["0", "1", "2", "3", "4", null], found.Select(one => one.ReadOutputAs<string>()));
        var rest = new List<string>();
        await foreach (var one in app.Client.GetAllInstancesAsync(Six with { ContinuationToken = pages[0].ContinuationToken, Statuses = [OrchestrationRuntimeStatus.Completed] }))
        {
            rest.Add(one.InstanceId);
        }

        Assert.Equal(pages[1].Values.Where(one => one.IsCompleted).Select(one => one.InstanceId), rest);
    }

    [Fact]
    [NeedsDurableStorage("instances in memory are listed in no order")]
    public async Task Pages_are_in_the_order_of_ids()
    {
        await using var app = await StartAsync();
        var pages = await PagesOfSixAsync(app);
        Assert.Equal(["q-0", "q-1", "q-2", "q-3", "q-4", "q-w"], pages.SelectMany(page => page.Values).Select(one => one.InstanceId));
    }

    private static OrchestrationQuery Six { get; } = new(InstanceIdPrefix: "q-", PageSize: 4, FetchInputsAndOutputs: true);

    private static async Task<List<Page<OrchestrationMetadata>>> PagesOfSixAsync(DurableApp app)
    {
        for (var i = 0; i < 5; i++)
        {
            await app.RunAsync("Echo", $"{i}", new($"q-{i}"));
        }

        await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "x", new StartOrchestrationOptions("q-w"));
        await app.RunAsync("Echo", "x", new("other"));
        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (var page in app.Client.GetAllInstancesAsync(Six).AsPages())
        {
            pages.Add(page);
        }

        return pages;
    }
}
