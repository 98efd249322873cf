using Microsoft.Playwright;

namespace AgentSched.Tests.Dashboard;

[Collection(nameof(DashboardHost))]
[Trait("shows", "dashboard")]
public sealed class LiveTests(DashboardHost host)
{
    [Fact]
    public async Task A_lost_connection_is_told_and_what_was_missed_is_shown_afterwards()
    {
        var id = await host.ScheduleAsync("seen later");
        await using var view = await host.SignedInAsync($"/agents/demo/schedules/{id}");
        var mark = view.Page.Locator(".live");
        await Assertions.Expect(mark).ToHaveTextAsync("live");
        await view.Context.SetOfflineAsync(true);
        await Assertions.Expect(mark).ToHaveTextAsync("offline", new() { Timeout = 60_000 });
        await host.Api.PostAsync($"agents/demo/schedules/{id}/disable", new { note = "while you were away" });
        await view.Context.SetOfflineAsync(false);
        await Assertions.Expect(mark).ToHaveTextAsync("live", new() { Timeout = 60_000 });
        await Assertions.Expect(view.Page.GetByText("while you were away").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_run_is_watched_from_its_due_time_to_its_end_without_a_reload()
    {
        Browser.Need();
        var due = DateTime.UtcNow.AddSeconds(8);
        var id = await host.ScheduleAsync("comes due soon", new { at = due.ToString("yyyy-MM-dd'T'HH:mm:ss"), zone = "UTC", message = "Take your time. [slow 4s]" });
        await using var view = await host.SignedInAsync($"/agents/demo/schedules/{id}");
        await view.Page.EvaluateAsync("window.sameDocument = true");
        var run = view.Page.Locator("tbody .status-cell a").First;
        await Assertions.Expect(run).ToContainTextAsync("running", new() { Timeout = 30_000 });
        await run.ClickAsync();
        await Assertions.Expect(view.Page.Locator(".head")).ToContainTextAsync("running");
        await Assertions.Expect(view.Page.Locator(".head")).ToContainTextAsync("succeeded");
        await Assertions.Expect(view.Page.Locator("pre[aria-label=Response]")).ToContainTextAsync("Take your time.");
        Assert.True(await view.Page.EvaluateAsync<bool>("sameDocument"));
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task A_change_by_somebody_else_is_shown_without_a_reload()
    {
        await using var view = await host.SignedInAsync("/schedules?text=comes+and+goes");
        await Assertions.Expect(view.Page.GetByText("No schedule matches these filters")).ToBeVisibleAsync();
        await Assertions.Expect(view.Page.Locator(".live")).ToHaveTextAsync("live");
        var id = await host.ScheduleAsync("comes and goes");
        await Assertions.Expect(view.Link("comes and goes")).ToBeVisibleAsync();
        await host.Api.DeleteAsync($"agents/demo/schedules/{id}");
        await Assertions.Expect(view.Link("comes and goes")).ToHaveCountAsync(0);
        Assert.Equal([], view.Faults);
    }
}
