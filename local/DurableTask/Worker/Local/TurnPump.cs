namespace Microsoft.DurableTask.Worker.Local;

/// <summary>
/// Runs an orchestrator's continuations in order, all on the thread of the turn: it is both the synchronization context that
/// <c>await</c> returns to and the scheduler that <c>ContinueWith</c> uses.
/// </summary>
internal sealed class TurnPump : SynchronizationContext
{
    private readonly Queue<Action> _ready = new();
    private readonly Scheduler _scheduler;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _closed;

    public TurnPump() => _scheduler = new(this);

    /// <summary>True on the turn's thread while the turn lasts; false for code that strayed to another thread or a later time.</summary>
    public bool IsInside => !_closed && Environment.CurrentManagedThreadId == _thread;

    public override void Post(SendOrPostCallback d, object? state)
    {
        // From outside the turn: it awaited what is not its context's. The next replay starts anew; this belongs to nothing any more.
        if (IsInside)
        {
            _ready.Enqueue(() => d(state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs <paramref name="body"/>, which calls <see cref="Drain"/> after each event, as the turn.</summary>
    public void Run(Action body)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var turn = new Task(body);
            turn.RunSynchronously(_scheduler);
            turn.GetAwaiter().GetResult();
        }
        finally
        {
            _closed = true;
            SetSynchronizationContext(before);
        }
    }

    public void Drain()
    {
        while (_ready.TryDequeue(out var next))
        {
            next();
        }
    }

    private sealed class Scheduler(TurnPump pump) : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task) => pump.Post(_ => TryExecuteTask(task), null);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            pump.IsInside && !taskWasPreviouslyQueued && TryExecuteTask(task);
    }
}
