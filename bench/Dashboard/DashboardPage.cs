using System.Globalization;
using Microsoft.Playwright;

namespace AgentSched.Bench;

/// <summary>A tab of a browser without cache, at the dashboard.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    // Durations of events, from the input to the next paint, which browsers round to 8 ms.
    private const string Observe = """
        window.events = [];
        new PerformanceObserver(list => { for (const entry of list.getEntries()) if (entry.interactionId) events.push(entry.duration); }).observe({ type: 'event', durationThreshold: 16, buffered: true });
        """;

    // From the navigation to the first frame without a placeholder.
    private const string UntilComplete = """
        new Promise(done => {
          const look = () => document.querySelector('.day-line') && !document.querySelector('.skeleton')
            ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
          look();
        })
        """;

    private readonly IBrowserContext _context;
    private readonly IPage _page;
    private readonly Uri _app;

    private DashboardPage(IBrowserContext context, IPage page, Uri app) => (_context, _page, _app) = (context, page, app);

    /// <summary>What somebody does with a list of schedules.</summary>
    public IReadOnlyList<(string What, Func<IPage, Task> Act)> Interactions { get; } =
    [
        ("select one", page => page.Locator("tbody input[type=checkbox]").First.ClickAsync()),
        ("select all", page => page.GetByLabel("Select all that are shown").ClickAsync()),
        ("type into the search", async page =>
        {
            await page.GetByRole(AriaRole.Searchbox).PressAsync("x");
            await page.Keyboard.PressAsync("Backspace"); // before it searches
        }),
        ("open and close the import", async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).WaitForAsync();
            await page.Keyboard.PressAsync("Escape");
            await page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        }),
    ];

    public static async Task<DashboardPage> OpenAsync(IBrowser browser, Uri api)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(60_000);
        return new DashboardPage(context, await context.NewPageAsync(), new Uri(api, "ui/"));
    }

    /// <summary>Opens the overview.</summary>
    /// <returns>Milliseconds from the navigation to the first paint, and until all data is shown.</returns>
    public async Task<(double Painted, double Complete)> FirstViewAsync()
    {
        await _page.GotoAsync($"{_app}#key={HostedProcess.Key}", new() { WaitUntil = WaitUntilState.Commit });
        var complete = await _page.EvaluateAsync<double>(UntilComplete);
        return (await _page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"), complete);
    }

    /// <summary>Opens the list of schedules and scrolls until all are listed.</summary>
    public async Task ListAsync(int count)
    {
        await _page.AddInitScriptAsync(Observe);
        await _page.GotoAsync($"{_app}schedules#key={HostedProcess.Key}");
        await _page.Locator("tbody tr").First.WaitForAsync();
        await _page.EvaluateAsync("window.scrolling = setInterval(() => scrollTo(0, document.body.scrollHeight), 50)");
        await _page.Locator(".more").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await _page.EvaluateAsync("clearInterval(scrolling); scrollTo(0, 0)");
        await _page.GetByLabel("Select all that are shown").CheckAsync();
        await _page.GetByText($"{count.ToString("N0", CultureInfo.InvariantCulture)} schedules selected").WaitForAsync(); // all are there
        await _page.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
    }

    /// <summary>Does something, and waits until what follows has come to rest.</summary>
    /// <returns>The longest time from an input to the next paint, in milliseconds; 16 if all were shorter.</returns>
    public async Task<double> MeasureAsync(Func<IPage, Task> act)
    {
        await _page.WaitForTimeoutAsync(500);
        await _page.EvaluateAsync("events.length = 0");
        await act(_page);
        await _page.WaitForTimeoutAsync(500);
        return await _page.EvaluateAsync<double>("Math.max(16, ...events)");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
