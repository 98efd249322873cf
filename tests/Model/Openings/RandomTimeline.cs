using AgentSched.Model.Agents;
using AgentSched.Model.Due;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Openings;

/// <summary>
/// A schedule over some time in which the app is down twice: ticks, messages that arrive late and in any order, slots ahead, calls and ends, by
/// the app's own pure decisions.
/// </summary>
internal sealed class RandomTimeline
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly DateTimeOffset Start = A.At("09:00");
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);
    private static readonly int[] Intervals = [3, 20, 30, 60, 60, 90, 120, 240];
    private static readonly TimeSpan LookAhead = TimeSpan.FromSeconds(70), Lead = TimeSpan.FromSeconds(10);

    private readonly Random _random;
    private readonly PriorityQueue<Action<DateTimeOffset>, (DateTimeOffset At, int Number)> _events = new();
    private readonly (DateTimeOffset From, DateTimeOffset To)[] _downs;
    private readonly Dictionary<RunId, TimelineRun> _open = [];
    private readonly Agent _agent = A.Agent(Start) with { MaxConcurrent = 1000 };
    private Schedule _schedule;
    private AgentQueue _queue = AgentQueue.Empty;
    private DueSchedule? _due;
    private DispatchProgress _progress = DispatchProgress.New;
    private int _number;

    private RandomTimeline(int seed)
    {
        _random = new Random(seed);
        var every = TimeSpan.FromSeconds(Intervals[_random.Next(Intervals.Length)]);
        _schedule = A.Schedule(Start.AddSeconds(-1)) with
        {
            Spec = ScheduleSpec.Parse(new SpecText
            {
                Every = every,
                Anchor = Start,
                EndsAt = Start + Length,
                MaxRuns = Once(4) ? _random.Next(1, 12) : null,
                Jitter = Once(4) ? TimeSpan.FromSeconds(_random.Next(1, (int)every.TotalSeconds)) : null,
            }),
            Policies = new SchedulePolicies
            {
                Misfire = (MisfirePolicy)_random.Next(3),
                Overlap = (OverlapPolicy)_random.Next(5),
                CatchUpWindow = Once(2) ? TimeSpan.FromSeconds(_random.Next(30, 1500)) : null,
            },
        };
        _due = A.Due(_schedule, Start);
        _downs = [.. new[] { 2, 16 }.Select(minute => Start.AddMinutes(minute) + UpTo(300)).Select(from => (from, from + UpTo(Once(2) ? 240 : 500)))];
    }

    public SchedulePolicies Policies => _schedule.Policies;

    public SpecText Spec => _schedule.Spec.Text;

    /// <summary>All occurrences that were claimed or recorded, in order.</summary>
    public List<TimelineRun> Runs { get; } = [];

    /// <summary>Occurrences that could start, and found a slot that a later one had got ahead of its second.</summary>
    public List<TimelineRun> Overtaken { get; } = [];

    /// <summary>The largest number of runs that were active at once.</summary>
    public int MostActive { get; private set; }

    public static IEnumerable<RandomTimeline> Many(int count) => Enumerable.Range(0, count).Select(seed => new RandomTimeline(seed).Play());

    private RandomTimeline Play()
    {
        for (var minute = Start; minute < Start + 2 * Length; minute = minute.AddMinutes(1))
        {
            At(minute + UpTo(2), Tick);
        }

        while (_events.TryDequeue(out var what, out var when))
        {
            if (_downs.FirstOrDefault(down => when.At >= down.From && when.At < down.To) is { To: var up } && up != default)
            {
                At(up + UpTo(Once(2) ? 2 : 45), what); // a timer that is past due, a message that is hidden, a step that is repeated, or the sweep
                continue;
            }

            what(when.At);
            MostActive = Math.Max(MostActive, _schedule.ActiveRuns.Length);
        }

        Assert.Empty(_open);
        return this;
    }

    private void Tick(DateTimeOffset now)
    {
        var reach = new Reach(now + LookAhead);
        while (_due is { } due && Claim.Of(due, CatchUp.Plan(due, now, reach, Window), now) is { } claim)
        {
            foreach (var run in claim.Runs.Concat(claim.Missed).OrderBy(run => run.NominalTime))
            {
                var made = new TimelineRun(run);
                Runs.Add(made);
                if (run.Status == RunStatus.Queued)
                {
                    _open.Add(run.Id, made);
                    var visible = run.DueTime - Lead > now ? run.DueTime - Lead : now;
                    At(visible + (Once(12) ? UpTo(240) : UpTo(2)), time => Receive(made, time));
                }
            }

            _progress = new DispatchProgress(claim.Next, claim.Until, due.Fired + claim.Runs.Count);
            _due = claim.Next is { } next ? due with { Next = next, Fired = _progress.Fired } : null;
        }
    }

    private void Receive(TimelineRun made, DateTimeOffset now)
    {
        if (made.Run.Status != RunStatus.Queued)
        {
            return; // opened before a younger one
        }

        if (now < made.Run.DueTime)
        {
            var ahead = Opening.DecideEarly(made.Run, _schedule, _agent, _queue, Window);
            if (ahead.Run.Status == RunStatus.Running)
            {
                Enter(made, ahead, made.Run.DueTime);
            }
            else
            {
                At(made.Run.DueTime, time => Receive(made, time));
            }

            return;
        }

        if (Misfire.MayFollowOlder(made.Run, now) && Misfire.OlderFrom(made.Run, _schedule, now, Window) is { } from)
        {
            foreach (var older in _open.Values.Where(one => one.Run.Status == RunStatus.Queued && one.Run.NominalTime >= from && one.Run.NominalTime < made.Run.NominalTime).OrderBy(one => one.Run.NominalTime).ToList())
            {
                Open(older, now);
            }
        }

        Open(made, now);
    }

    private void Open(TimelineRun made, DateTimeOffset now)
    {
        var isOvertaken = Policies.Overlap != OverlapPolicy.AllowAll && _schedule.ActiveRuns.Any(other => other.NominalTime > now);
        Opened opened;
        while (!(opened = Opening.Decide(made.Run, _schedule, _agent, _queue, now, Window, progress: ProgressFor(made.Run, now))).Supersedes.IsEmpty)
        {
            foreach (var other in opened.Supersedes)
            {
                Leave(_open[other], RunStatus.Cancelled, RunReason.Superseded, now);
            }
        }

        if (isOvertaken && opened.Run.Status != RunStatus.Missed)
        {
            Overtaken.Add(made);
        }

        made.CaughtUp = Misfire.IsLate(made.Run, now) && opened.Run.Status is RunStatus.Running or RunStatus.Waiting;
        if (opened.Run.Status.HasEnded())
        {
            made.OpenedAt = now;
            made.Run = opened.Run;
            _open.Remove(made.Run.Id);
        }
        else
        {
            Enter(made, opened, now);
        }
    }

    private void Enter(TimelineRun made, Opened opened, DateTimeOffset now)
    {
        made.OpenedAt = now;
        Place(made, opened, now);
    }

    private void Place(TimelineRun made, Opened opened, DateTimeOffset now)
    {
        (made.Run, _queue, _schedule) = (opened.Run, opened.Queue, opened.Schedule!);
        if (made.Run.Status == RunStatus.Running)
        {
            At(now + UpTo(Once(20) ? 90 : 0.5), time => Call(made, time));
        }
    }

    private void Call(TimelineRun made, DateTimeOffset now)
    {
        if (made.Run.Status != RunStatus.Running)
        {
            return; // superseded
        }

        if (!made.Waited && Misfire.HasAged(made.Run, now) && Misfire.Objection(made.Run, _schedule, ProgressFor(made.Run, now), now, Window) is { } late)
        {
            Leave(made, RunStatus.Missed, late, now);
            return;
        }

        made.CalledAt = now;
        At(now + UpTo(Once(3) ? 200 : 20), time =>
        {
            if (made.Run.Status == RunStatus.Running)
            {
                Leave(made, RunStatus.Succeeded, RunReason.Completed, time);
            }
        });
    }

    private void Leave(TimelineRun made, RunStatus status, RunReason reason, DateTimeOffset now)
    {
        made.Run = made.Run.End(status, reason, "so it went", now); // throws if it has ended before
        _open.Remove(made.Run.Id);
        (_queue, _) = _queue.Leave(made.Run.Id, _agent.MaxConcurrent);
        _schedule = _schedule.Leave(made.Run);
        while (_schedule.ActiveRuns.IsEmpty && _schedule.Buffered is [var first, ..])
        {
            var next = _open[first];
            next.Waited = true;
            Place(next, Opening.DecideBuffered(next.Run, _schedule with { Buffered = _schedule.Buffered.RemoveAt(0) }, _agent, _queue, now, Window), now);
        }
    }

    /// <summary>As the app does it: read only where it decides.</summary>
    private DispatchProgress? ProgressFor(Run run, DateTimeOffset now) => Misfire.DependsOnProgress(run, _schedule, now, Window) ? _progress : null;

    private void At(DateTimeOffset time, Action<DateTimeOffset> what) => _events.Enqueue(what, (time, ++_number));

    private bool Once(int inSoMany) => _random.Next(inSoMany) == 0;

    private TimeSpan UpTo(double seconds) => TimeSpan.FromSeconds(_random.NextDouble() * seconds);
}
