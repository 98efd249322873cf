using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Parity.DurableTask;

[Trait("shows", "originals")]
public sealed class ActivityTests(AzuriteFixture azurite)
{
    private sealed record Order(string Name, int Count);

    [Fact]
    public async Task A_step_gets_its_input_and_gives_its_result()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<Order, string>("Main", (context, order) => context.CallActivityAsync<string>("Pack", order))
            .AddActivityFunc<Order, string>("Pack", (_, order) => $"{order.Count} x {order.Name}"));
        var end = await app.RunAsync("Main", new Order("pen", 3));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("3 x pen", end.ReadOutputAs<string>());
        Assert.Equal(new Order("pen", 3), end.ReadInputAs<Order>());
        Assert.Equal("Main", end.Name);
    }

    [Fact]
    public async Task Steps_run_side_by_side_and_results_keep_the_order_of_the_calls()
    {
        var begun = 0;
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<int[]>("Main", async context =>
                await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallActivityAsync<int>("Square", i))))
            .AddActivityFunc<int, int>("Square", async (_, i) =>
            {
                // Two at once is what is promised; how many more is the host's affair.
                if (Interlocked.Increment(ref begun) == 2)
                {
                    together.SetResult();
                }

                await together.Task.WaitAsync(TimeSpan.FromSeconds(30));
                await Task.Delay(10 * (5 - i));
                return i * i;
            }));
        var end = await app.RunAsync("Main");
        Assert.Equal([0, 1, 4, 9, 16], end.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task Each_answer_replays_the_orchestrator_once_from_the_top()
    {
        var replays = new List<bool>();
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<int>("Main", async context =>
            {
                replays.Add(context.IsReplaying);
                var sum = 0;
                for (var i = 1; i <= 3; i++)
                {
                    sum += await context.CallActivityAsync<int>("Echo", i);
                }

                return sum;
            })
            .AddActivityFunc<int, int>("Echo", (_, i) => i));
        var end = await app.RunAsync("Main");
        Assert.Equal(6, end.ReadOutputAs<int>());
        Assert.Equal([false, true, true, true], replays);
    }

    [Fact]
    public async Task A_failed_step_throws_its_details_and_keeps_the_chain_of_causes()
    {
        TaskFailedException? seen = null;
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Main", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Echo", 1);
                    await context.CallActivityAsync("Break");
                    return "no";
                }
                catch (TaskFailedException e)
                {
                    seen = e;
                    return "caught";
                }
            })
            .AddActivityFunc<int, int>("Echo", (_, i) => i)
            .AddActivityFunc("Break", (Action<TaskActivityContext>)(_ => throw new InvalidOperationException("outer", new FormatException("inner")))));
        var end = await app.RunAsync("Main");
        Assert.Equal("caught", end.ReadOutputAs<string>());
        Assert.Equal("Break", seen!.TaskName);
        Assert.Equal(1, seen.TaskId);
        Assert.Equal("Task 'Break' (#1) failed with an unhandled exception: outer", seen.Message);
        Assert.Equal("System.InvalidOperationException", seen.FailureDetails.ErrorType);
        Assert.True(seen.FailureDetails.IsCausedBy<InvalidOperationException>());
        Assert.True(seen.FailureDetails.IsCausedBy<SystemException>());
        Assert.False(seen.FailureDetails.IsCausedBy<FormatException>());
        Assert.Equal("inner", seen.FailureDetails.InnerFailure?.ErrorMessage);
    }

    [Fact]
    public async Task An_orchestrator_that_throws_fails_with_details()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc("Main", (Action<TaskOrchestrationContext>)(_ => throw new FormatException("bad shape"))));
        var end = await app.RunAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.FormatException", end.FailureDetails?.ErrorType);
        Assert.Equal("bad shape", end.FailureDetails?.ErrorMessage);
        Assert.Contains("bad shape", end.SerializedOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_step_fails_at_once_whatever_the_retry_policy_says()
    {
        var id = -1;
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Main", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Nobody", TaskOptions.FromRetryPolicy(new(5, TimeSpan.FromHours(1))));
                    return "ran";
                }
                catch (TaskFailedException e)
                {
                    id = e.TaskId;
                    return e.FailureDetails.ErrorType;
                }
            }));
        var end = await app.RunAsync("Main");
        Assert.Equal("ActivityTaskNotFound", end.ReadOutputAs<string>());
        Assert.Equal(0, id);
    }

    [Fact]
    public async Task An_unknown_orchestrator_fails_its_instance()
    {
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), _ => { });
        var end = await app.RunAsync("Nobody");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("OrchestratorTaskNotFound", end.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task A_retry_policy_counts_the_first_attempt_and_its_delays_take_task_ids()
    {
        var attempts = new List<DateTime>();
        var last = -1;
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<string>("Main", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Break", TaskOptions.FromRetryPolicy(new(3, TimeSpan.FromMilliseconds(100), 2)));
                    return "ran";
                }
                catch (TaskFailedException e)
                {
                    last = e.TaskId;
                    return "gave up";
                }
            })
            .AddActivityFunc("Break", (Action<TaskActivityContext>)(_ =>
            {
                attempts.Add(DateTime.UtcNow);
                throw new FormatException("again");
            })));
        var end = await app.RunAsync("Main");
        Assert.Equal("gave up", end.ReadOutputAs<string>());
        Assert.Equal(3, attempts.Count);
        Assert.Equal(4, last);
        Assert.True(attempts[1] - attempts[0] >= TimeSpan.FromMilliseconds(95));
        Assert.True(attempts[2] - attempts[1] >= TimeSpan.FromMilliseconds(195));
    }

    [Fact]
    public async Task A_failure_that_the_policy_does_not_handle_is_not_tried_again()
    {
        var attempts = 0;
        var policy = new RetryPolicy(5, TimeSpan.FromMilliseconds(10)) { HandleFailure = failure => !failure.IsCausedBy<FormatException>() };
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync("Break", TaskOptions.FromRetryPolicy(policy)))
            .AddActivityFunc("Break", (Action<TaskActivityContext>)(_ =>
            {
                attempts++;
                throw new FormatException("no use");
            })));
        var end = await app.RunAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", end.FailureDetails?.ErrorType);
        Assert.Equal("System.FormatException", end.FailureDetails?.InnerFailure?.ErrorType);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task A_retry_handler_decides_with_the_number_of_attempts_and_may_wait()
    {
        var attempts = 0;
        await using var app = await DurableApp.StartAsync(azurite.TakeAccount(), tasks => tasks
            .AddOrchestratorFunc<int>("Main", context => context.CallActivityAsync<int>("Third", TaskOptions.FromRetryHandler(async retry =>
            {
                await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                return retry.LastAttemptNumber < 5 && retry.LastFailure.ErrorMessage.StartsWith("not yet", StringComparison.Ordinal);
            })))
            .AddActivityFunc("Third", _ => ++attempts == 3 ? attempts : throw new InvalidOperationException("not yet")));
        var end = await app.RunAsync("Main");
        Assert.Equal(3, end.ReadOutputAs<int>());
    }
}
