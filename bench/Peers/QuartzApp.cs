using System.Globalization;
using System.Text.Json;
using Quartz;

namespace AgentSched.Bench;

/// <summary>
/// Quartz.NET with its ADO job store on SQLite, as a process of its own; <see cref="ChildPeer"/> has the orders. Its tables are made by
/// the package. What it is set to comes by environment variables.
/// </summary>
internal static class QuartzApp
{
    public const string Pool = "PEER_POOL", Batch = "PEER_BATCH", Recovery = "PEER_RECOVERY";

    public static int Run(Options options)
    {
        options.Read();
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        await using var factory = QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.ConfigureScheduler(o => o.MaxBatchSize = Number(Batch));
            quartz.UseDefaultThreadPool(Number(Pool));
            quartz.UsePersistentStore(store =>
            {
                store.UseSqlite($"Data Source={Environment.GetEnvironmentVariable("PEER_STORE")}");
                store.ProvisionSchema();
            });
        }).Build();
        var scheduler = await factory.GetScheduler();
        await scheduler.Start();
        Say("ready");
        while (await Console.In.ReadLineAsync() is { } order)
        {
            switch (order.Split(' '))
            {
                case ["make", var prefix, var count, var due, var every]:
                    await scheduler.ScheduleJobs(Jobs(prefix, Whole(count), Time(due), TimeSpan.FromSeconds(Whole(every))), new ScheduleJobOptions());
                    Say("made");
                    break;
                case ["done", var prefix, var due]:
                    Say(await DoneAsync(scheduler, prefix, Time(due)));
                    break;
                default:
                    throw new InvalidOperationException($"\"{order}\" is no order here");
            }
        }

        await scheduler.Shutdown(waitForJobsToComplete: true);
    }

    private static Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>> Jobs(string prefix, int count, DateTimeOffset due, TimeSpan every) =>
        Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}")).ToDictionary(
            name => JobBuilder.Create<QuartzCall>().WithIdentity(name, prefix).RequestRecovery(Number(Recovery) > 0).Build(),
            IReadOnlyCollection<ITrigger> (name) =>
            [
                TriggerBuilder.Create().WithIdentity(name, prefix).StartAt(due).WithSimpleSchedule(s => s.WithInterval(every).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount)).Build(),
            ]);

    /// <summary>How many triggers say that they fired at that time or later.</summary>
    private static async Task<int> DoneAsync(IScheduler scheduler, string prefix, DateTimeOffset due)
    {
        var done = 0;
        foreach (var key in await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.GroupEquals(prefix)))
        {
            done += (await scheduler.GetTrigger(key))?.PreviousFireTimeUtc >= due ? 1 : 0;
        }

        return done;
    }

    private static int Number(string variable) => Whole(Environment.GetEnvironmentVariable(variable)!);

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));

    private static void Say<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
}

/// <summary>One call. The key follows from the job, so that a call that is repeated after a crash can be told: Quartz leaves that to the job.</summary>
public sealed class QuartzCall : IJob
{
    /// <inheritdoc />
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await PeerCall.SendAsync(context.JobDetail.Key.Name, cancellationToken);
}
