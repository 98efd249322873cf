using AgentSched.Model.Agents;
using AgentSched.Model.Openings;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Openings;

/// <summary>A claimed run and what it may find when its time has come: any schedule, agent and queue.</summary>
internal sealed record RandomOpening(Run Run, Schedule? Schedule, Agent? Agent, AgentQueue Queue, DateTimeOffset Now, decimal? MaxCostUsd, bool OthersStoodStill)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly DateTimeOffset Due = A.At("09:00");
    private static readonly RunId[] Others = [.. "abcdefghij".Select(A.RunId)];
    private static readonly Schedule Nightly = A.Schedule(Due);
    private static readonly ScheduleSpec Later = ScheduleSpec.Parse("0 10 * * *", "UTC");

    public Opened Decide() => Opening.Decide(Run, Schedule, Agent, Queue, Now, Window, MaxCostUsd, OthersStoodStill);

    public static IEnumerable<RandomOpening> Many(int count) => Enumerable.Range(0, count).Select(seed => Of(new Random(seed)));

    private static RandomOpening Of(Random random)
    {
        var active = random.Next(3) == 0 ? random.Next(1, 3) : 0;
        var buffered = random.Next(4) == 0 ? random.Next(1, 3) : 0;
        var schedule = Nightly with
        {
            Enabled = !Rarely(),
            DeletedAt = Rarely() ? Due : null,
            PausedUntil = Rarely() ? Due.AddHours(random.Next(-1, 2)) : null,
            Policies = new SchedulePolicies { Overlap = (OverlapPolicy)random.Next(5), CatchUpWindow = Rarely() ? TimeSpan.FromSeconds(random.Next(10, 600)) : null },
            MaxCostUsdPerRun = random.Next(2) == 0 ? random.Next(1, 50) / 100m : null,
            ActiveRuns = [.. Others[..active]],
            Buffered = [.. Others[active..(active + buffered)]],
        };
        var agent = A.Agent(Due) with
        {
            Enabled = !Rarely(),
            MaxConcurrent = random.Next(1, 4),
            QueueDepth = random.Next(4),
            Limits = random.Next(3) == 0 ? SpendingLimits.None with { DayUsd = 1, MonthTokens = Rarely() ? 100 : null } : null,
            OnLimit = (OnLimit)random.Next(2),
        };
        var queue = Others.Take(random.Next(random.Next(2) == 0 ? 2 : 7)).Aggregate(AgentQueue.Empty, (all, run) => all.Enter(run, agent.MaxConcurrent, agent.QueueDepth).Queue) with
        {
            Spending = AgentSpending.Empty.Count(A.Ended(Due, costUsd: random.Next(120) / 100m)),
        };
        var run = A.Run(Due) with
        {
            Trigger = random.Next(4) switch { 0 => RunTrigger.Chain, 1 => RunTrigger.Backfill, _ => RunTrigger.Schedule },
            DueTime = Due.AddSeconds(Rarely() ? 7 : 0),
            AsksOwner = Rarely(),
        };
        return new RandomOpening(
            run,
            Rarely() ? null : Rarely() ? schedule with { Spec = Later } : schedule,
            Rarely() ? null : agent,
            queue,
            run.DueTime.AddSeconds(random.Next(2) == 0 ? 0 : random.Next(400)),
            random.Next(2) == 0 ? 0.3m : null,
            Rarely());

        bool Rarely() => random.Next(12) == 0;
    }
}
