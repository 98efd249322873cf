using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Parity.DurableTask;

[Trait("shows", "originals")]
public sealed class CompositionTests(AzuriteFixture azurite)
{
    [DurableTask("Doubler")]
    private sealed class DoublerStep : TaskActivity<int, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, int input) => Task.FromResult(input * 2);
    }

    private sealed class DoubleTwice : TaskOrchestrator<int, int>
    {
        public override async Task<int> RunAsync(TaskOrchestrationContext context, int input) =>
            await context.CallActivityAsync<int>("Doubler", await context.CallActivityAsync<int>("Doubler", input));
    }

    [Fact]
    public async Task Classes_are_registered_by_their_own_or_their_attributes_name()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestrator<DoubleTwice>().AddActivity<DoublerStep>());
        Assert.Equal(12, (await app.RunAsync(nameof(DoubleTwice), 3)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_child_runs_under_its_own_id_and_answers_its_parent()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Parent", async context =>
                await context.CallSubOrchestratorAsync<string>("Child", "x", new SubOrchestrationOptions(instanceId: "child-1"))
                + await context.CallSubOrchestratorAsync<string>("Child", "y"))
            .AddOrchestratorFunc<string, string>("Child", (context, input) => Task.FromResult($"{input}<{context.Parent!.InstanceId}>")));
        var end = await app.RunAsync("Parent", options: new("parent-1"));
        Assert.Equal("x<parent-1>y<parent-1>", end.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.Client.GetInstanceAsync("child-1"))!.RuntimeStatus);
    }

    [Fact]
    public async Task A_failed_child_fails_with_its_cause_inside()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Child");
                    return "ran";
                }
                catch (TaskFailedException e)
                {
                    return $"{e.FailureDetails.ErrorType} {e.FailureDetails.InnerFailure?.ErrorType}";
                }
            })
            .AddOrchestratorFunc("Child", context => context.CallActivityAsync("Break"))
            .AddActivityFunc("Break", (Action<TaskActivityContext>)(_ => throw new FormatException("x"))));
        Assert.Equal("Microsoft.DurableTask.TaskFailedException System.FormatException", (await app.RunAsync("Parent")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Continuing_as_new_keeps_the_id_and_the_unread_events()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string, string>("Collect", async (context, soFar) =>
            {
                var next = await context.WaitForExternalEvent<string>("Word");
                if (next is "end")
                {
                    return soFar;
                }

                context.ContinueAsNew(soFar + next);
                return null!;
            }));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Collect", "");
        foreach (var word in new[] { "a", "b", "c", "end" })
        {
            await app.Client.RaiseEventAsync(id, "Word", word);
        }

        var end = await app.EndOfAsync(id);
        Assert.Equal("abc", end.ReadOutputAs<string>());
        Assert.Equal("abc", end.ReadInputAs<string>());
    }

    [Fact]
    public async Task Continuing_as_new_drops_unread_events_when_asked()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<int, string>("Main", async (context, generation) =>
            {
                if (generation == 0)
                {
                    await context.WaitForExternalEvent<string>("Go");
                    context.ContinueAsNew(1, preserveUnprocessedEvents: false);
                    return null!;
                }

                context.SetCustomStatus("second");
                return await context.WaitForExternalEvent<string>("Word");
            }));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Main", 0);
        await app.Client.RaiseEventAsync(id, "Word", "old");
        await app.Client.RaiseEventAsync(id, "Go", "");
        await app.UntilAsync(id, one => one.SerializedCustomStatus is not null);
        await app.Client.RaiseEventAsync(id, "Word", "new");
        Assert.Equal("new", (await app.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_changed_orchestrator_fails_and_names_both_actions()
    {
        var step = "Echo";
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc("Main", async context =>
            {
                await context.CallActivityAsync<int>(Volatile.Read(ref step), 1);
                context.SetCustomStatus("one step done");
                await context.WaitForExternalEvent<string>("Go");
            })
            .AddActivityFunc<int, int>("Echo", (_, i) => i));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await app.UntilAsync(id, one => one.SerializedCustomStatus is not null);
        Volatile.Write(ref step, "Other"); // as a new version of the app would
        await app.Client.RaiseEventAsync(id, "Go", "");
        var end = await app.EndOfAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", end.FailureDetails?.ErrorType);
        Assert.Matches(@"\b0\b", end.FailureDetails!.ErrorMessage); // the number of the action
        Assert.Contains("Echo", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Other", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_payloads_go_through()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string, int>("Main", async (context, input) =>
                (await context.CallActivityAsync<string>("Echo", input)).Length + (await context.CallActivityAsync<string>("Echo", "\"ü\n" + input)).Length)
            .AddActivityFunc<string, string>("Echo", (_, text) => text));
        Assert.Equal(180_003, (await app.RunAsync("Main", new string('x', 90_000))).ReadOutputAs<int>());
    }
}
