using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace AgentSched.Tests.Dashboard;

/// <summary>A tab, and all that it did that a page must not do.</summary>
public sealed class View : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly IBrowserContext _context;

    private View(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>Console errors, uncaught errors, requests to other hosts and violations of the policy.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public static async Task<View> OpenAsync(IBrowserContext context, string address)
    {
        var page = await context.NewPageAsync();
        var view = new View(context, page);
        page.Console += (_, message) => view.Note(message.Type == "error", $"console: {message.Text}");
        page.PageError += (_, error) => view.Note(true, $"error: {error}");
        page.Request += (_, request) => view.Note(!request.Url.StartsWith($"{address}/", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal), $"request: {request.Url}");
        page.Request += (_, request) => view.Note(request.Url.Contains("ask_", StringComparison.Ordinal), $"key in {request.Url}");
        await page.ExposeFunctionAsync("reportViolation", (string what) => view.Note(true, $"policy: {what}"));
        await page.AddInitScriptAsync("addEventListener('securitypolicyviolation', event => reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))");
        return view;
    }

    /// <summary>A heading of the view.</summary>
    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Name = text, Level = 1, Exact = true });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    /// <summary>Checks with axe: what people with disabilities cannot use.</summary>
    public async Task AssertAccessibleAsync()
    {
        var result = await Page.RunAxe();
        Assert.Equal([], result.Violations.Select(found => $"{found.Id}: {found.Help}: {string.Join(" | ", found.Nodes.Take(3).Select(node => node.Html))}"));
    }

    /// <summary>Whether something is wider than the window.</summary>
    public async Task<bool> IsTooWideAsync() => await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Note(bool isFault, string what)
    {
        if (isFault)
        {
            _faults.Enqueue(what);
        }
    }
}
