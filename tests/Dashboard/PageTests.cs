using AgentSched.Tests.Support;
using Microsoft.Playwright;

namespace AgentSched.Tests.Dashboard;

/// <summary>Every view, in a browser: it opens, is accessible in light and dark, fits 360 pixels, and does nothing that it must not do.</summary>
[Collection(nameof(DashboardHost))]
[Trait("shows", "dashboard")]
public sealed class PageTests(DashboardHost host)
{
    public static TheoryData<string, string, string> Views { get; } = new()
    {
        { "overview", "/", "Overview" },
        { "schedules", "/schedules", "Schedules" },
        { "schedule", "{schedule}", "morning report" },
        { "new", "/schedules/new", "New schedule" },
        { "edit", "{schedule}/edit", "Edit morning report" },
        { "runs", "/runs", "Runs" },
        { "run", "{run}", "Run of demo" },
        { "agents", "/agents", "Agents" },
        { "agent", "/agents/thrifty", "thrifty" },
        { "agent-new", "/agents/new", "Register an agent" },
        { "agent-edit", "/agents/thrifty/edit", "Edit thrifty" },
        { "activity", "/activity", "Activity" },
        { "usage", "/usage", "Usage" },
        { "admin", "/admin", "Administration" },
        { "keys", "/admin?part=keys", "Administration" },
        { "limits", "/admin?part=limits&owner=admin", "Administration" },
        { "nowhere", "/no/such/view", "There is nothing here" },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_is_accessible_and_keeps_to_itself(string name, string path, string heading)
    {
        Browser.Need();
        await using var view = await host.SignedInAsync(await PathAsync(path));
        foreach (var (width, dark) in new[] { (1280, false), (1280, true), (640, false), (360, true), (360, false) }) // 640: 1280 pixels at a zoom of 200 %
        {
            await view.Page.SetViewportSizeAsync(width, 800);
            await view.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await Assertions.Expect(view.Heading(heading)).ToBeVisibleAsync();
            await Assertions.Expect(view.Page.Locator(".skeleton")).ToHaveCountAsync(0);
            await Eventually.SeeAsync<object>(async () => await view.IsTooWideAsync() ? null : view, TimeSpan.FromSeconds(20), () => $"{name} is too wide at {width}"); // charts follow the window a frame later
            if (width != 640)
            {
                await view.AssertAccessibleAsync();
            }

            if (!dark && width == 1280)
            {
                await Screenshots.TakeAsync(view, name);
            }
        }

        Assert.Equal([], view.Faults);
    }

    /// <summary>The path of a view, with the seeded things in place of braces.</summary>
    private async Task<string> PathAsync(string path)
    {
        var schedule = (await host.Api.GetAsync("schedules?text=morning"))["items"]![0]!;
        var run = (await host.Api.GetAsync("agents/demo/runs?trigger=api&status=succeeded"))["items"]![0]!;
        return path.Replace("{schedule}", $"/agents/demo/schedules/{schedule["id"]}", StringComparison.Ordinal).Replace("{run}", $"/agents/demo/runs/{run["runId"]}", StringComparison.Ordinal);
    }
}
