using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AgentSched.Hosting.Workers;

namespace AgentSched.Bench;

/// <summary>
/// Whether the app grows with the runs that it has done: allocation per run and memory after a full collection of its own parts over tables in
/// memory, and memory of host and worker as processes on Azurite.
/// </summary>
internal static class MemoryBench
{
    private const int Points = 10;

    /// <summary>What counts as flat, from the second measurement, when all is warm, to the last: that is ten bytes a run in a hundred thousand runs.</summary>
    private const long MostBytes = 1024 * 1024;
    private const double MostPerRun = 1.2;

    /// <summary>The same for the resident memory of processes, from the middle to the end: the runtime does not give all back at once.</summary>
    private const double MostOfProcess = 1.1;

    public static int Run(Options options)
    {
        var read = options.Read(("runs", 100_000, 1000), ("azurite-runs", 20_000, 0), ("per-second", 50, 1));
        return RunAsync(read[0], read[1], read[2]).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(int runs, int azuriteRuns, int perSecond)
    {
        await using var agent = await PlainAgent.StartAsync();
        var isFlat = Print($"The app's parts over tables in memory, an agent over HTTP: {runs.ToString("N0", CultureInfo.InvariantCulture)} runs.", await InMemoryAsync(runs, agent.Address));
        if (azuriteRuns > 0)
        {
            Console.WriteLine();
            isFlat &= Print(azuriteRuns, perSecond, await ProcessMemory.MeasureAsync(azuriteRuns, Points, perSecond, agent));
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
        using var guard = new ProcessGuard();
        using var process = Process.Start(start)!;
        guard.Watch(process.Id);
        var began = Stopwatch.GetTimestamp();
        var figures = new List<(MemoryFigures, TimeSpan)>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            figures.Add((JsonSerializer.Deserialize<MemoryFigures>(line)!, Stopwatch.GetElapsedTime(began)));
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? figures : throw new InvalidOperationException("the app ended; what it said is above");
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

    /// <returns>Whether memory is flat.</returns>
    private static bool Print(int runs, int perSecond, List<ProcessMemory> points)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Host and worker as processes on Azurite, {perSecond} runs a second: {runs:N0} runs. Resident memory after a full collection."));
        Console.WriteLine();
        Console.WriteLine("| runs | seconds | host, MiB | worker, MiB |");
        Console.WriteLine("|--:|--:|--:|--:|");
        foreach (var point in points)
        {
            Console.WriteLine($"| {point.Runs.ToString("N0", CultureInfo.InvariantCulture)} | {Text(Math.Max(0, point.At.TotalSeconds))} | {Text(point.HostBytes / 1048576.0)} | {Text(point.WorkerBytes / 1048576.0)} |");
        }

        var middle = points[points.Count / 2];
        return points[^1].HostBytes <= middle.HostBytes * MostOfProcess && points[^1].WorkerBytes <= middle.WorkerBytes * MostOfProcess;
    }

    private static double PerRun((MemoryFigures Figures, TimeSpan At) from, (MemoryFigures Figures, TimeSpan At) to) =>
        (to.Figures.Allocated - from.Figures.Allocated) / (double)Math.Max(1, to.Figures.Runs - from.Figures.Runs);

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
