using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Azurite;
using AgentSched.Demo;
using AgentSched.Tests.Support;
using Microsoft.Playwright;

namespace AgentSched.Tests.Dashboard;

/// <summary>
/// The app on <c>local/Host</c> with a demo agent, and a browser. Neither is started on a machine without a browser. Tests of pages run by themselves: a browser
/// that draws in software takes a machine's time from all that runs beside it.
/// </summary>
[CollectionDefinition(nameof(DashboardHost), DisableParallelization = true)]
public sealed class DashboardHost(AzuriteFixture azurite) : ICollectionFixture<DashboardHost>, IAsyncLifetime
{
    /// <summary>How long a page may take to show something, in milliseconds; nobody waits that long where nothing is wrong.</summary>
    private const int Patience = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private AppProcess? _app;
    private DemoAgent? _agent;

    public ApiClient Api => _app!.Api;

    public DemoAgent Agent => _agent!;

    /// <summary>Where the app answers, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _agent = await DemoAgent.StartAsync();
        var port = FreePort.Find();
        Address = $"http://127.0.0.1:{port}";
        _app = await AppProcess.StartAsync(
            azurite.TakeConnectionString(),
            new Dictionary<string, string>(AppProcess.Hasty) { ["AgentSched__PublicUrl"] = Address, ["AgentSched__EventStreamLength"] = "00:00:20", ["AgentSched__MaxSchedulesPerOwner"] = "500" },
            port);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = Chromium.Arguments });
        await SeedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }
    }

    /// <summary>A tab that has not been to the page yet.</summary>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="dark">Whether the system is dark.</param>
    /// <param name="zone">Zone of the browser.</param>
    /// <param name="address">Another app to look at. Null: this one.</param>
    public async Task<View> TabAsync(int width = 1280, bool dark = false, string zone = "Europe/Berlin", Uri? address = null)
    {
        Browser.Need();
        var origin = address?.GetLeftPart(UriPartial.Authority) ?? Address;
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            TimezoneId = zone,
            Locale = "en-GB",
            BaseURL = origin,
        });
        context.SetDefaultTimeout(Patience);
        return await View.OpenAsync(context, origin);
    }

    /// <summary>A tab in which the admin is signed in, at a view.</summary>
    /// <param name="path">Path below the dashboard's, with its query.</param>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="dark">Whether the system is dark.</param>
    public async Task<View> SignedInAsync(string path, int width = 1280, bool dark = false)
    {
        var view = await TabAsync(width, dark);
        await view.Page.GotoAsync($"/api/ui{path}#key={TestApp.AdminKey}");
        await Assertions.Expect(view.Page.Locator("h1")).ToBeVisibleAsync();
        return view;
    }

    /// <summary>A new schedule; returns its id.</summary>
    public async Task<string> ScheduleAsync(string name, object? more = null, string agent = "demo")
    {
        var body = more is null ? [] : System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();
        body["name"] = name;
        body["message"] ??= "Look through the inbox.";
        if (body["every"] is null && body["at"] is null)
        {
            body["cron"] ??= "0 9 * * MON-FRI";
            body["zone"] ??= "Asia/Tokyo";
        }

        return (string)(await Api.PostAsync($"agents/{agent}/schedules", body, HttpStatusCode.Created))["id"]!;
    }

    /// <summary>A run of a message; returns its id once it has ended.</summary>
    public async Task<string> RunAsync(string message, string agent = "demo")
    {
        var id = (string)(await Api.PostAsync($"agents/{agent}/runs", new { message }, HttpStatusCode.Accepted))["runId"]!;
        await Eventually.SeeAsync(async () => await Api.GetAsync($"agents/{agent}/runs/{id}") is JsonNode run && run["finishedAt"] is not null ? run : null, TimeSpan.FromSeconds(60), () => id);
        return id;
    }

    private async Task SeedAsync()
    {
        await Api.PutAsync("agents/demo", new { kind = "trinity", url = Agent.Address, maxConcurrent = 4, queueDepth = 20 }, HttpStatusCode.Created);
        await Api.PutAsync("agents/thrifty", new { kind = "trinity", url = Agent.Address, limits = new { dayUsd = 5, monthUsd = 80 }, onLimit = "approve" }, HttpStatusCode.Created);
        var report = await ScheduleAsync("morning report", new { tags = new[] { "reports" }, message = "Write the report. [cost 0.02]", description = "For the round" });
        await ScheduleAsync("every minute", new { cron = "* * * * *", zone = "UTC", message = "Look around. [log 2000]" });
        await ScheduleAsync("broken", new { cron = "0 4 * * *", zone = "America/New_York", message = "Fail. [status 500]", retries = 0, chain = new[] { new { on = "failed", schedule = report } } });
        await RunAsync("Say hello. [log 4000] [cost 0.25]");
        await RunAsync("Fail, please. [status 500]");
    }
}
