using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AgentSched.Azurite;

namespace AgentSched.Bench;

/// <summary>
/// Whether the app grows with the runs that it has done: allocation per run and memory after a full collection. The long form is the app's
/// own parts over tables in memory; the short one the whole app on Azurite, which takes too long for a hundred thousand.
/// </summary>
internal static class MemoryBench
{
    private const int Points = 10;
    private const int Agents = 20;
    private const int Schedules = 200;

    /// <summary>What counts as flat, from the second measurement, when all is warm, to the last: that is ten bytes a run in a hundred thousand runs.</summary>
    private const long MostBytes = 1024 * 1024;
    private const double MostPerRun = 1.2;

    public static int Run(Options options)
    {
        var read = options.Read(("runs", 100_000, 1000), ("azurite-runs", 2000, 0));
        return RunAsync(read[0], read[1]).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(int runs, int azuriteRuns)
    {
        await using var agent = await PlainAgent.StartAsync();
        var isFlat = Print($"The app's parts over tables in memory, an agent over HTTP: {runs.ToString("N0", CultureInfo.InvariantCulture)} runs.", await InMemoryAsync(runs, agent.Address));
        if (azuriteRuns > 0)
        {
            Console.WriteLine();
            Print($"The whole app on Azurite: {azuriteRuns.ToString("N0", CultureInfo.InvariantCulture)} runs.", await OnAzuriteAsync(azuriteRuns, agent.Address));
        }

        Console.WriteLine();
        Console.WriteLine(isFlat ? "Memory is flat." : "Memory grows.");
        return isFlat ? 0 : 1;
    }

    private static async Task<List<(MemoryFigures, TimeSpan)>> InMemoryAsync(int runs, Uri agent)
    {
        var every = (runs / Points).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet", [typeof(MemoryBench).Assembly.Location, "memory-app", "--runs", runs.ToString(CultureInfo.InvariantCulture), "--every", every])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment[MemoryApp.AgentAddress] = agent.ToString();
        using var process = Process.Start(start)!;
        var began = Stopwatch.GetTimestamp();
        var figures = new List<(MemoryFigures, TimeSpan)>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            figures.Add((JsonSerializer.Deserialize<MemoryFigures>(line)!, Stopwatch.GetElapsedTime(began)));
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? figures : throw new InvalidOperationException("the app ended; what it said is above");
    }

    private static async Task<List<(MemoryFigures, TimeSpan)>> OnAzuriteAsync(int runs, Uri agent)
    {
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Log = Console.Error.WriteLine });
        await using var rows = await BenchRows.OpenAsync(azurite.ConnectionString(), shards: 4);
        await using var app = await FireChild.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString(),
            ["DispatchCron"] = "*/5 * * * * *",
            ["SweepCron"] = "30 * * * * *",
            ["AgentSched__Shards"] = "4",
            ["AgentSched__LookAhead"] = "00:00:10",
            ["AgentSched__AllowedAgentNetworks"] = "loopback",
        });
        var now = DateTimeOffset.UtcNow;
        await rows.InsertAsync(Enumerable.Range(0, Agents).Select(i => BenchRows.Agent(FireBench.Name(i), agent, now)));
        await rows.InsertAsync(Enumerable.Range(0, Schedules).Select(i => BenchRows.Schedule(i, FireBench.Name(i % Agents), now.AddSeconds(10 + (i % 10)), TimeSpan.FromSeconds(10), now)), now);
        var began = Stopwatch.GetTimestamp();
        var figures = new List<(MemoryFigures, TimeSpan)>();
        for (var next = 0; next <= runs; next += runs / Points)
        {
            while (await app.ClosedAsync() < next)
            {
                await Task.Delay(200);
            }

            figures.Add((await app.MeasureAsync(), Stopwatch.GetElapsedTime(began)));
        }

        return figures;
    }

    /// <returns>Whether memory is flat.</returns>
    private static bool Print(string what, List<(MemoryFigures Figures, TimeSpan At)> points)
    {
        Console.WriteLine(what);
        Console.WriteLine();
        Console.WriteLine("| runs | allocated per run, KiB | heap after a full collection, MiB | working set, MiB | runs per second |");
        Console.WriteLine("|--:|--:|--:|--:|--:|");
        var before = points[0];
        foreach (var point in points)
        {
            var (now, done) = (point.Figures, point.Figures.Runs - before.Figures.Runs);
            var (perRun, perSecond) = done == 0 ? ("-", "-") : (Text((now.Allocated - before.Figures.Allocated) / 1024.0 / done), Text(done / (point.At - before.At).TotalSeconds));
            Console.WriteLine($"| {now.Runs.ToString("N0", CultureInfo.InvariantCulture)} | {perRun} | {Text(now.Heap / 1048576.0)} | {Text(now.WorkingSet / 1048576.0)} | {perSecond} |");
            before = point;
        }

        return points[^1].Figures.Heap <= points[1].Figures.Heap + MostBytes && PerRun(points[^2], points[^1]) <= PerRun(points[1], points[2]) * MostPerRun;
    }

    private static double PerRun((MemoryFigures Figures, TimeSpan At) from, (MemoryFigures Figures, TimeSpan At) to) =>
        (to.Figures.Allocated - from.Figures.Allocated) / (double)Math.Max(1, to.Figures.Runs - from.Figures.Runs);

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
