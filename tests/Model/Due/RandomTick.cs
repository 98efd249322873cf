using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Due;

/// <summary>A due row and a tick that finds it: early, in time, minutes or days late; with and without jitter, limits and an end.</summary>
internal sealed record RandomTick(DueSchedule Due, DateTimeOffset Now, Reach Reach, TimeSpan Window)
{
    private static readonly string[] Crons = ["* * * * *", "*/7 * * * *", "0 * * * *", "30 9,17 * * 1-5"];

    public CatchUpPlan Plan() => CatchUp.Plan(Due, Now, Reach, Window);

    public static IEnumerable<RandomTick> Many(int count) => Enumerable.Range(0, count).Select(seed => Of(new Random(seed)));

    private static RandomTick Of(Random random)
    {
        var every = TimeSpan.FromMinutes(random.Next(1, 90));
        var text = random.Next(2) == 0
            ? new SpecText { Cron = Crons[random.Next(Crons.Length)], Zone = "UTC", Jitter = Sometimes(TimeSpan.FromSeconds(59)) }
            : new SpecText { Every = every, Anchor = A.At("00:00"), Jitter = Sometimes(every - TimeSpan.FromSeconds(1)) };
        var first = ScheduleSpec.Parse(text).NextAfter(A.At("09:00"))!.Value;
        var spec = ScheduleSpec.Parse(text with
        {
            MaxRuns = random.Next(3) == 0 ? random.Next(1, 40) : null,
            EndsAt = random.Next(4) == 0 ? first.AddMinutes(random.Next(1, 2_000)) : null,
        });
        var due = A.Due(A.Schedule(first) with { Spec = spec }, first) with
        {
            Fired = spec.Text.MaxRuns is { } max ? random.Next(max) : random.Next(3),
            Misfire = (MisfirePolicy)random.Next(3),
            CatchUpWindow = Sometimes(TimeSpan.FromMinutes(random.Next(1, 300))),
        };
        var now = due.Next.DueTime + random.Next(3) switch
        {
            0 => TimeSpan.FromSeconds(random.Next(-90, 90)),
            1 => TimeSpan.FromMinutes(random.Next(60)),
            _ => TimeSpan.FromMinutes(random.Next(3_000)),
        };
        return new RandomTick(due, now, new Reach(now.AddSeconds(70), random.Next(2) == 0 ? now : null), TimeSpan.FromMinutes(random.Next(1, 200)));

        TimeSpan? Sometimes(TimeSpan one) => random.Next(3) == 0 ? one : null;
    }
}
