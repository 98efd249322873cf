using System.Globalization;
using System.Text.Json;
using Hangfire;
using Hangfire.Storage.SQLite;

namespace AgentSched.Bench;

/// <summary>
/// Hangfire with its jobs in SQLite, as a process of its own; <see cref="ChildPeer"/> has the orders. Its recurring jobs know cron only, so each
/// occurrence is a delayed job, as its users do for one moment.
/// </summary>
internal static class HangfireApp
{
    public static int Run(Options options)
    {
        options.Read();
        GlobalConfiguration.Configuration.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings().UseSQLiteStorage(
            Environment.GetEnvironmentVariable("PEER_STORE")!,
            new SQLiteStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(200), InvisibilityTimeout = TimeSpan.FromMinutes(1) });
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions
        {
            WorkerCount = int.Parse(Environment.GetEnvironmentVariable(QuartzApp.Pool)!, CultureInfo.InvariantCulture),
            SchedulePollingInterval = TimeSpan.FromSeconds(1),
        });
        Say("ready");
        while (Console.In.ReadLine() is { } order)
        {
            switch (order.Split(' '))
            {
                case ["make", var prefix, var count, var due, var every]:
                    Make(prefix, (int)Whole(count), DateTimeOffset.FromUnixTimeMilliseconds(Whole(due)), TimeSpan.FromSeconds(Whole(every)));
                    Say("made");
                    break;
                case ["done", ..]:
                    Say(JobStorage.Current.GetMonitoringApi().SucceededListCount());
                    break;
                default:
                    throw new InvalidOperationException($"\"{order}\" is no order here");
            }
        }

        return 0;
    }

    /// <summary>Two occurrences of each: more are not waited for.</summary>
    private static void Make(string prefix, int count, DateTimeOffset due, TimeSpan every)
    {
        for (var i = 0; i < count; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}");
            BackgroundJob.Schedule(() => HangfireCall.RunAsync(key), due);
            BackgroundJob.Schedule(() => HangfireCall.RunAsync(key), due + every);
        }
    }

    private static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static void Say<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
}

/// <summary>One call, with the same key each time that Hangfire repeats it.</summary>
public static class HangfireCall
{
    /// <summary>Calls the agent.</summary>
    public static Task RunAsync(string key) => PeerCall.SendAsync(key, CancellationToken.None);
}
