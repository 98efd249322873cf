using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Tests.Support;

/// <summary>Runs the orchestrations that its app has started or taken over. Their timers follow the app's clock.</summary>
internal sealed class DurableWorker(DurableStore store, IDurableCode code, TimeProvider clock)
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _turns;
    private int _steps;
    private bool _stopping;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Nothing of its own is to be done before the clock moves or somebody comes.</summary>
    public bool IsIdle
    {
        get
        {
            lock (store.Lock)
            {
                var now = Now.UtcDateTime;
                return _turns == 0 && _steps == 0
                    && Own().All(instance => instance.Inbox.Count == 0 && instance.OpenTimers.Keys.All(timer => instance.DueOf(timer) > now));
            }
        }
    }

    public void Start()
    {
        lock (store.Lock)
        {
            store.Workers.Add(this);
            foreach (var instance in store.Instances.Values.Where(i => i.Owner is null && !i.IsCompleted))
            {
                store.Give(instance, this);
            }
        }
    }

    /// <summary>Begins nothing new and waits for what runs. What has not ended by then counts as never done: another app does it again.</summary>
    public async Task StopAsync(CancellationToken limit)
    {
        lock (store.Lock)
        {
            _stopping = true;
            TellIfIdle();
        }

        await _idle.Task.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (store.Lock)
        {
            store.Workers.Remove(this);
            foreach (var instance in Own().ToList())
            {
                store.Give(instance, store.Workers.FirstOrDefault());
            }
        }
    }

    /// <summary>Begins what the instance waits for, after its start or in the place of an app that has stopped.</summary>
    public void Resume(DurableInstance instance)
    {
        instance.IsTurning = false;
        foreach (var step in instance.OpenSteps)
        {
            RunSoon(instance, step);
        }

        foreach (var timer in instance.OpenTimers.Keys.ToList())
        {
            Arm(instance, timer);
        }

        if (instance.Inbox.Count > 0)
        {
            TurnSoon(instance);
        }
    }

    public void Tell(DurableInstance instance, DurableEvent what) => store.Post(instance, what);

    public void TurnSoon(DurableInstance instance)
    {
        if (!instance.IsTurning && !_stopping)
        {
            instance.IsTurning = true;
            _turns++;
            _ = Task.Run(() => Turn(instance));
        }
    }

    private IEnumerable<DurableInstance> Own() => store.Instances.Values.Where(i => i.Owner == this && !i.IsCompleted);

    private void Turn(DurableInstance instance)
    {
        while (true)
        {
            List<DurableEvent> fresh;
            lock (store.Lock)
            {
                if (instance.Inbox.Count == 0 || instance.IsCompleted || instance.Owner != this || _stopping)
                {
                    instance.IsTurning &= instance.Owner != this;
                    _turns--;
                    TellIfIdle();
                    return;
                }

                fresh = [new DurableEvent.Turn(Now.UtcDateTime), .. instance.Inbox];
                instance.Inbox.Clear();
            }

            var outcome = Replay.Run(instance, fresh, code);
            lock (store.Lock)
            {
                if (!instance.IsCompleted)
                {
                    Commit(instance, fresh, outcome);
                }
            }
        }
    }

    private void Commit(DurableInstance instance, List<DurableEvent> fresh, ReplayOutcome outcome)
    {
        instance.History.AddRange(fresh);
        if (outcome.Ended)
        {
            instance.End(
                outcome.Failure is null ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed, outcome.Output, outcome.Failure, Now);
            return;
        }

        foreach (var action in outcome.NewActions)
        {
            var number = instance.Actions.Count;
            instance.Actions.Add(action);
            if (action.Due is null)
            {
                instance.OpenSteps.Add(number);
                RunSoon(instance, number);
            }
            else if (!outcome.CancelledTimers.Contains(number))
            {
                Arm(instance, number);
            }
        }

        foreach (var timer in outcome.CancelledTimers)
        {
            if (instance.OpenTimers.Remove(timer, out var wake))
            {
                wake?.Dispose();
            }
        }
    }

    private void Arm(DurableInstance instance, int timer)
    {
        DateTimeOffset before;
        do
        {
            instance.OpenTimers.GetValueOrDefault(timer)?.Dispose();
            before = Now;
            var left = instance.DueOf(timer) - before.UtcDateTime;
            instance.OpenTimers[timer] = clock.CreateTimer(
                _ => Fire(instance, timer), state: null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        while (Now - before > TimeSpan.FromSeconds(1)); // a test moved the clock meanwhile: the wake-up would come too late
    }

    private void Fire(DurableInstance instance, int timer)
    {
        lock (store.Lock)
        {
            if (instance.Owner == this && !_stopping && instance.OpenTimers.Remove(timer, out var wake))
            {
                wake?.Dispose();
                store.Post(instance, new DurableEvent.Done(timer, Json: null, Failure: null));
            }
        }
    }

    private void RunSoon(DurableInstance instance, int step)
    {
        if (!_stopping)
        {
            _steps++;
            _ = Task.Run(() => RunAsync(instance, step));
        }
    }

    private async Task RunAsync(DurableInstance instance, int step)
    {
        DurableEvent.Done done;
        try
        {
            var action = instance.Actions[step];
            done = new DurableEvent.Done(step, await code.RunStepAsync(action.Step!, action.Json), Failure: null);
        }
        catch (Exception e)
        {
            done = new DurableEvent.Done(step, Json: null, TaskFailureDetails.FromException(e) with { InnerFailure = null }); // the host keeps no more
        }

        lock (store.Lock)
        {
            // A failure of an app that stops is the stop's doing: nobody hears of it.
            if (instance.Owner == this && !(_stopping && done.Failure is not null) && instance.OpenSteps.Remove(step))
            {
                store.Post(instance, done);
            }

            _steps--;
            TellIfIdle();
        }
    }

    private void TellIfIdle()
    {
        if (_stopping && _turns == 0 && _steps == 0)
        {
            _idle.TrySetResult();
        }
    }
}
