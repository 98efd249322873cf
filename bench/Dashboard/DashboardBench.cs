using System.Globalization;
using AgentSched.Demo;
using AgentSched.Tests.Support;
using Microsoft.Playwright;

namespace AgentSched.Bench;

/// <summary>
/// The dashboard in Chromium, on loopback: the first view after the app was started, in a browser that has never seen it, and the response of the page
/// with many schedules listed. All times are measured by the browser.
/// </summary>
internal static class DashboardBench
{
    private const int Agents = 10;

    public static int Run(Options options)
    {
        if (Chromium.Path is null)
        {
            Console.Error.WriteLine(Chromium.Missing);
            return 1;
        }

        var read = options.Read(("schedules", 1000, 1), ("starts", 3, 1), ("rounds", 10, 1));
        RunAsync(read[0], read[1], read[2]).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int schedules, int starts, int rounds)
    {
        await using var agent = await DemoAgent.StartAsync();
        await using var rig = await BenchRig.OpenAsync(Agents, agent.Address);
        var due = BenchRig.MinuteAfter(TimeSpan.FromDays(1));
        await rig.InsertAsync(0, schedules, i => BenchRig.NameOf(i % Agents), i => due.AddSeconds(i), TimeSpan.FromDays(1));

        // The driver of the browser finds its parts beside the assembly, or where this names.
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = Chromium.Arguments });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{schedules:N0} schedules of {Agents} agents; Chromium {browser.Version}; milliseconds."));
        Console.WriteLine();
        Console.WriteLine("| what | times | median | most |");
        Console.WriteLine("|---|--:|--:|--:|");

        var (painted, complete) = (new List<double>(), new List<double>());
        for (var i = 0; i < starts; i++)
        {
            await rig.StartAppAsync();
            await FirstViewAsync(browser, rig, painted, complete);
            if (i < starts - 1)
            {
                await rig.App.DisposeAsync();
            }
        }

        Print("first view after a start of the app: first paint", painted);
        Print("the same, until its data is shown", complete);
        (painted, complete) = ([], []);
        for (var i = 0; i < rounds; i++)
        {
            await FirstViewAsync(browser, rig, painted, complete);
        }

        Print("first view of a new browser, the app warm: first paint", painted);
        Print("the same, until its data is shown", complete);

        await using var page = await DashboardPage.OpenAsync(browser, rig.App.Api.BaseAddress!);
        await page.ListAsync(schedules);
        foreach (var (what, act) in page.Interactions)
        {
            var times = new List<double>();
            for (var i = 0; i < rounds; i++)
            {
                times.Add(await page.MeasureAsync(act));
            }

            Print($"{schedules.ToString("N0", CultureInfo.InvariantCulture)} listed: {what}", times);
        }
    }

    private static async Task FirstViewAsync(IBrowser browser, BenchRig rig, List<double> painted, List<double> complete)
    {
        await using var page = await DashboardPage.OpenAsync(browser, rig.App.Api.BaseAddress!);
        var (first, all) = await page.FirstViewAsync();
        painted.Add(first);
        complete.Add(all);
    }

    private static void Print(string what, List<double> times) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {times.Count} | {Meter.Median(times):0} | {times.Max():0} |"));
}
