using System.Diagnostics;
using System.Text.Json;
using AgentSched.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Bench;

/// <summary>What the app under load tells of itself.</summary>
/// <param name="App">Storage requests of the app by kind, since its start.</param>
/// <param name="Others">Storage requests of the host and of the durable runtime by kind; counted only while asked to.</param>
/// <param name="CpuSeconds">Of the process, since its start.</param>
/// <param name="PeakBytes">Most memory of the process so far.</param>
/// <param name="Runs">When each run was opened and closed: UTC ticks; 0: not yet.</param>
internal sealed record FireReport(
    Dictionary<string, long> App, Dictionary<string, long> Others, double CpuSeconds, long PeakBytes, Dictionary<string, long[]> Runs);

/// <summary>
/// The app and its host as a process of their own; a line of JSON on standard output for each order on standard input. The app's log
/// lines are kept as times in memory instead of being printed.
/// </summary>
internal static class FireApp
{
    /// <summary>The orders.</summary>
    public const string Tick = "tick", Report = "report", Closed = "closed", Listen = "listen", Silence = "silence", Measure = "measure";

    public static int Run(Options options)
    {
        options.Read();
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        using var times = new RunTimes();
        using var traffic = new Traffic();
        await using var app = await HostedApp.StartAsync(builder => builder.Logging.ClearProviders().AddProvider(times));
        Say("ready");
        while (await Console.In.ReadLineAsync() is { } order)
        {
            switch (order)
            {
                case Tick:
                    await app.TickAsync();
                    Say(Tick);
                    break;
                case Listen or Silence:
                    traffic.IsCounting = order == Listen;
                    Say(order);
                    break;
                case Closed:
                    Say(times.Closed);
                    break;
                case Measure:
                    Say(MemoryFigures.Now(times.Closed));
                    break;
                default:
                    using (var process = Process.GetCurrentProcess())
                    {
                        Say(new FireReport(
                            new(app.Services.GetRequiredService<RequestCounter>().Counts), traffic.Counts(), process.TotalProcessorTime.TotalSeconds, process.PeakWorkingSet64, times.ByRun()));
                    }

                    break;
            }
        }
    }

    private static void Say<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
}
