using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentSched.Tests.Support;

/// <summary>The engine that the stories' orchestrations run on: what it promises, it has from Durable Task.</summary>
public sealed class DurableEngineTests
{
    private static readonly TaskName One = "one";
    private static readonly TaskName Two = "two";
    private static readonly TaskOptions Twice = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 2, firstRetryInterval: TimeSpan.FromMinutes(1)));

    private readonly SettableClock _clock = new(DateTimeOffset.Parse("2026-01-05T09:00:00Z"));
    private readonly DurableStore _store = new();

    [Fact]
    public async Task Steps_run_once_each_although_the_orchestrator_runs_from_the_top()
    {
        var (starts, steps) = (0, new ConcurrentQueue<string>());
        var app = Start(
            async context =>
            {
                Interlocked.Increment(ref starts);
                var one = await context.CallActivityAsync<string>(One, "a");
                return await context.CallActivityAsync<string>(Two, one);
            },
            (name, input) =>
            {
                steps.Enqueue(name);
                return Task.FromResult<object?>($"{input}{name}");
            });
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "\"aonetwo\""), await app.EndAsync());
        Assert.Equal(["one", "two"], steps);
        Assert.Equal(3, starts);
    }

    [Fact]
    public async Task A_failed_step_is_retried_when_the_clock_says_so()
    {
        var calls = 0;
        var app = Start(
            async context => await context.CallActivityAsync<string>(One, options: Twice),
            (_, _) => Interlocked.Increment(ref calls) == 1 ? throw new InvalidOperationException("no") : Task.FromResult<object?>("yes"));
        await app.RestAsync();
        Assert.Equal((OrchestrationRuntimeStatus.Running, 1), (await app.StatusAsync(), calls));
        _clock.Advance(TimeSpan.FromSeconds(59));
        await app.RestAsync();
        Assert.Equal(1, calls);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "\"yes\""), await app.EndAsync());
    }

    [Fact]
    public async Task An_event_may_come_before_it_is_waited_for_and_a_timer_that_is_not_cancelled_holds_the_end()
    {
        var app = Start(async context =>
        {
            var hold = context.CreateTimer(context.CurrentUtcDateTime.AddMinutes(1), CancellationToken.None);
            await context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(1), CancellationToken.None);
            var answer = await context.WaitForExternalEvent<string>("Answered");
            GC.KeepAlive(hold);
            return answer;
        });
        await app.Client.RaiseEventAsync("i", "answered", "x");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await app.RestAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, await app.StatusAsync());
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "\"x\""), await app.EndAsync());
    }

    [Fact]
    public async Task An_orchestrator_that_does_something_else_when_it_is_replayed_fails()
    {
        var turn = 0;
        var app = Start(async context => await context.CallActivityAsync<string>($"step {Interlocked.Increment(ref turn)}"));
        var (status, output) = await app.EndAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, status);
        Assert.Contains("non-deterministic", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_orchestrator_that_leaves_its_thread_fails(bool byToken)
    {
        var app = Start(async context =>
        {
            using var stop = new CancellationTokenSource();
            _ = byToken ? context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), stop.Token) : Task.CompletedTask;
            await (byToken ? stop.CancelAsync() : Task.Delay(50, CancellationToken.None));
            return "done";
        });
        var (status, output) = await app.EndAsync();
        Assert.Equal((OrchestrationRuntimeStatus.Failed, Replay.Astray), (status, output));
    }

    [Fact]
    public async Task An_id_is_taken_while_its_instance_runs_and_free_when_it_has_ended()
    {
        var app = Start(context => context.WaitForExternalEvent<object?>("never"));
        await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync());
        await app.Client.TerminateInstanceAsync("i");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, await app.StatusAsync());
        await app.StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, await app.StatusAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.PurgeInstanceAsync("i"));
        await app.Client.TerminateInstanceAsync("i");
        Assert.Equal(1, (await app.Client.PurgeInstanceAsync("i")).PurgedInstanceCount);
        Assert.Null(await app.Client.GetInstanceAsync("i"));
    }

    [Fact]
    public async Task What_a_stopped_app_had_under_way_is_done_again_by_the_next()
    {
        var (reached, calls) = (new TaskCompletionSource(), 0);
        Func<TaskOrchestrationContext, Task<object?>> orchestrator = async context => await context.CallActivityAsync<string>(One);
        var first = Start(orchestrator, (_, _) =>
        {
            Interlocked.Increment(ref calls);
            reached.SetResult();
            return new TaskCompletionSource<object?>().Task; // never
        });
        await reached.Task;
        await first.Worker.StopAsync(new CancellationToken(canceled: true));
        var second = new App(this, orchestrator, (_, _) => Task.FromResult<object?>($"{Interlocked.Increment(ref calls)}"));
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "\"2\""), await second.EndAsync());
    }

    private App Start(Func<TaskOrchestrationContext, Task<object?>> orchestrator, Func<string, string?, Task<object?>>? step = null)
    {
        var app = new App(this, orchestrator, step ?? ((_, _) => Task.FromResult<object?>(null)));
        app.StartAsync().Wait(TestContext.Current.CancellationToken); // nothing in it waits
        return app;
    }

    private sealed class App : IDurableCode
    {
        private readonly Func<TaskOrchestrationContext, Task<object?>> _orchestrator;
        private readonly Func<string, string?, Task<object?>> _step;

        public App(DurableEngineTests tests, Func<TaskOrchestrationContext, Task<object?>> orchestrator, Func<string, string?, Task<object?>> step)
        {
            (_orchestrator, _step) = (orchestrator, step);
            Worker = new DurableWorker(tests._store, this, tests._clock);
            Client = new HarnessDurableClient(tests._store, Worker, this);
            Worker.Start();
        }

        public ILoggerFactory Loggers => NullLoggerFactory.Instance;

        public DurableWorker Worker { get; }

        public DurableTaskClient Client { get; }

        public Task StartAsync() => Client.ScheduleNewOrchestrationInstanceAsync("orchestrator", input: null, new StartOrchestrationOptions("i"));

        public async Task<OrchestrationRuntimeStatus> StatusAsync() => (await Client.GetInstanceAsync("i"))!.RuntimeStatus;

        public Task RestAsync() => Eventually.SeeAsync(() => Task.FromResult(Worker.IsIdle ? "idle" : null), TimeSpan.FromSeconds(10));

        public async Task<(OrchestrationRuntimeStatus Status, string? Output)> EndAsync()
        {
            var ended = await Eventually.SeeAsync(
                async () => await Client.GetInstanceAsync("i", getInputsAndOutputs: true) is { IsCompleted: true } ended ? ended : null, TimeSpan.FromSeconds(10));
            return (ended.RuntimeStatus, ended.SerializedOutput);
        }

        public Task<object?> RunOrchestratorAsync(TaskOrchestrationContext context) => _orchestrator(context);

        public async Task<string?> RunStepAsync(string name, string? json) => Serialize(await _step(name, Deserialize<string>(json)));

        public string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value);

        public T? Deserialize<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json);
    }
}
