using System.Text.Json;
using AgentSched.Engine.Calls;
using AgentSched.Model.Runs;
using AgentSched.Storage.Shards;
using Microsoft.DurableTask.Client;

namespace AgentSched.Year;

/// <summary>
/// Orchestrations and the agents that they call. An instance calls for each of its runs until an answer is written down: where its process
/// dies before that, another calls again. Some agents never answer, and some instances end without a word.
/// </summary>
internal sealed class Calls(World world, Machines machines)
{
    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);

    public OrchestrationRuntimeStatus? StatusOf(string instance) => _instances.TryGetValue(instance, out var found) ? found.Status : null;

    public string? InputOf(string instance) => _instances.GetValueOrDefault(instance)?.Input;

    public void Terminate(string instance) => End(_instances[instance], OrchestrationRuntimeStatus.Terminated);

    /// <param name="id">The instance id.</param>
    /// <param name="input">A <see cref="RunBatch"/> or a <see cref="RunTicket"/>.</param>
    public void Start(string id, object input)
    {
        if (StatusOf(id) is OrchestrationRuntimeStatus.Running)
        {
            world.Counts.Add("start of what runs already");
            throw new InvalidOperationException($"an instance {id} exists");
        }

        var batch = input as RunBatch ?? AsBatch((RunTicket)input);
        var instance = new Instance(batch, JsonSerializer.Serialize(input, input.GetType())) { Left = batch.Runs.Count };
        _instances[id] = instance;
        foreach (var run in batch.Runs)
        {
            Begin(new Held(instance, batch.Shard, run.Run), world.Clock.Now + world.UpTo(0.3));
        }
    }

    private static RunBatch AsBatch(RunTicket ticket) => new(ticket.Run, ticket.Shard, ticket.RetryAt, [new BatchedRun(ticket.Run)]);

    private void Begin(Held held, DateTimeOffset at) => machines.At(
        at,
        async process =>
        {
            if (!held.Instance.IsRunning)
            {
                return;
            }

            var (open, wereHeld) = await process.Ahead.ReadAsync(held.Instance.Batch with { Runs = [new BatchedRun(held.Run)] }, CancellationToken.None);
            if (open is not [var read] || await process.Ahead.DecideAsync(held.Shard, read, wereHeld, CancellationToken.None) is not { Run: { Status: RunStatus.Running } run } decided)
            {
                Complete(held);
                return;
            }

            var called = run with { Attempts = run.Attempts + 1, StartedAt = run.Attempts == 0 ? process.Clock.GetUtcNow() : run.StartedAt };
            await process.Get<ShardRows>().MarkCallsAsync(held.Shard, [decided with { Run = called }], CancellationToken.None);
            Call(held, run, process);
        },
        done => Repeat(held, done));

    private void Call(Held held, Run run, Process process)
    {
        var trace = world.Audit.Find(held.Run)!;
        if (trace.Status.HasEnded())
        {
            world.Problem($"called after its end: {trace}");
        }

        world.Counts.Add(trace.Calls++ == 0 ? "call" : "call that was repeated after a crash");
        switch (world.Random.Next(1000))
        {
            case < 2:
                world.Counts.Add("agent that never answered");
                return;
            case < 4:
                world.Counts.Add("instance that ended without a word");
                End(held.Instance, OrchestrationRuntimeStatus.Failed);
                return;
            default:
                var takes = world.Once(6) ? world.About(TimeSpan.FromMinutes(9)) : world.About(TimeSpan.FromSeconds(20));
                Answer(held, run, process, takes < TimeSpan.FromMinutes(10) ? takes : TimeSpan.FromMinutes(10));
                return;
        }
    }

    private void Answer(Held held, Run run, Process caller, TimeSpan takes) => world.In(takes, () =>
    {
        if (!held.Instance.IsRunning)
        {
            return null;
        }

        if (caller.Faults.IsDead)
        {
            Begin(held, world.Clock.Now + world.UpTo(60)); // nobody was there to hear it
            return null;
        }

        var (status, reason) = Outcome(run);
        return () => machines.DoAsync(
            caller,
            async process =>
            {
                await process.Closer.CloseAsync(held.Shard, run.Id, (r, now) => r.End(status, reason, "as it is made up", now), CancellationToken.None);
                Complete(held);
            },
            done => Repeat(held, done));
    });

    /// <summary>One of its runs is done.</summary>
    private void Complete(Held held)
    {
        if (--held.Instance.Left == 0)
        {
            End(held.Instance, OrchestrationRuntimeStatus.Completed);
        }
    }

    /// <summary>What has ended can still be asked for, and is forgotten when nobody asks any more.</summary>
    private void End(Instance instance, OrchestrationRuntimeStatus status)
    {
        instance.Status = status;
        world.In(TimeSpan.FromHours(1), () =>
        {
            if (_instances.GetValueOrDefault(instance.Batch.Id) == instance)
            {
                _instances.Remove(instance.Batch.Id);
            }

            return null;
        });
    }

    private void Repeat(Held held, bool done)
    {
        if (!done)
        {
            Begin(held, world.Clock.Now + TimeSpan.FromSeconds(2) + world.UpTo(10));
        }
    }

    /// <summary>Some schedules fail most of the time, so that they pause by themselves.</summary>
    private (RunStatus Status, RunReason Reason) Outcome(Run run) =>
        world.Random.Next(100) < (run.ScheduleId![0] is 'a' or 'b' ? 85 : 6)
            ? world.Random.Next(10) switch
            {
                0 => (RunStatus.TimedOut, RunReason.AgentTimeout),
                1 => (RunStatus.Failed, RunReason.AgentUnreachable),
                _ => (RunStatus.Failed, RunReason.AgentError),
            }
            : (RunStatus.Succeeded, RunReason.Completed);

    /// <summary>An orchestration of a batch, or of one run as if that were one.</summary>
    private sealed class Instance(RunBatch batch, string input)
    {
        public RunBatch Batch => batch;

        public string Input => input;

        public OrchestrationRuntimeStatus Status { get; set; } = OrchestrationRuntimeStatus.Running;

        public int Left { get; set; }

        public bool IsRunning => Status is OrchestrationRuntimeStatus.Running;
    }

    /// <summary>A run that an instance calls for.</summary>
    private sealed record Held(Instance Instance, string Shard, string Run);
}
