using AgentSched.Runs;
using Microsoft.DurableTask.Client;

namespace AgentSched.Year;

/// <summary>
/// Orchestrations and the agents that they call. An instance calls until an answer is written down: where its process dies
/// before that, another calls again. Some agents never answer, and some instances end without a word.
/// </summary>
internal sealed class Calls(World world, Machines machines)
{
    private readonly Dictionary<string, OrchestrationRuntimeStatus> _instances = new(StringComparer.Ordinal);

    public OrchestrationRuntimeStatus? StatusOf(string instance) => _instances.TryGetValue(instance, out var status) ? status : null;

    public void Terminate(string instance) => End(instance, OrchestrationRuntimeStatus.Terminated);

    public void Start(RunTicket ticket)
    {
        if (StatusOf(ticket.Run) is OrchestrationRuntimeStatus.Running)
        {
            world.Counts.Add("start of what runs already");
            throw new InvalidOperationException($"an instance {ticket.Run} exists");
        }

        _instances[ticket.Run] = OrchestrationRuntimeStatus.Running;
        Begin(ticket, world.Clock.Now + world.UpTo(0.3));
    }

    private void Begin(RunTicket ticket, DateTimeOffset at) => machines.At(
        at,
        async process =>
        {
            if (!IsRunning(ticket))
            {
                return;
            }

            if (await process.Ahead.ReadAsync(ticket, CancellationToken.None) is not { Run: { Status: RunStatus.Running } run })
            {
                Complete(ticket.Run);
                return;
            }

            Call(ticket, run, process);
        },
        done => Repeat(ticket, done));

    private void Call(RunTicket ticket, Run run, Process process)
    {
        var trace = world.Audit.Find(ticket.Run)!;
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
                End(ticket.Run, OrchestrationRuntimeStatus.Failed);
                return;
            default:
                var takes = world.Once(6) ? world.About(TimeSpan.FromMinutes(9)) : world.About(TimeSpan.FromSeconds(20));
                Answer(ticket, run, process, takes < TimeSpan.FromMinutes(10) ? takes : TimeSpan.FromMinutes(10));
                return;
        }
    }

    private void Answer(RunTicket ticket, Run run, Process caller, TimeSpan takes) => world.In(takes, () =>
    {
        if (!IsRunning(ticket))
        {
            return null;
        }

        if (caller.Faults.IsDead)
        {
            Begin(ticket, world.Clock.Now + world.UpTo(60)); // nobody was there to hear it
            return null;
        }

        var (status, reason) = Outcome(run);
        return () => machines.DoAsync(
            caller,
            async process =>
            {
                await process.Closer.CloseAsync(ticket.Shard, run.Id, (r, now) => r.End(status, reason, "as it is made up", now), CancellationToken.None);
                Complete(ticket.Run);
            },
            done => Repeat(ticket, done));
    });

    private void Complete(string instance) => End(instance, OrchestrationRuntimeStatus.Completed);

    /// <summary>What has ended can still be asked for, and is forgotten when nobody asks any more.</summary>
    private void End(string instance, OrchestrationRuntimeStatus status)
    {
        _instances[instance] = status;
        world.In(TimeSpan.FromHours(1), () =>
        {
            if (StatusOf(instance) is not OrchestrationRuntimeStatus.Running)
            {
                _instances.Remove(instance);
            }

            return null;
        });
    }

    private void Repeat(RunTicket ticket, bool done)
    {
        if (!done)
        {
            Begin(ticket, world.Clock.Now + TimeSpan.FromSeconds(2) + world.UpTo(10));
        }
    }

    private bool IsRunning(RunTicket ticket) => StatusOf(ticket.Run) is OrchestrationRuntimeStatus.Running;

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
}
