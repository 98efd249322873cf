using System.Text.Json;
using Microsoft.Playwright;

namespace AgentSched.Tests.Dashboard;

/// <summary>What people do with runs, and what agents cannot do to them.</summary>
[Collection(nameof(DashboardHost))]
[Trait("shows", "dashboard")]
public sealed class RunTests(DashboardHost host)
{
    [Fact]
    public async Task Text_of_an_agent_is_never_markup()
    {
        Browser.Need();
        const string Evil = "<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>";
        var run = await host.RunAsync(Evil);
        await using var view = await host.SignedInAsync($"/agents/demo/runs/{run}");
        await Assertions.Expect(view.Page.Locator("pre[aria-label=Message]")).ToHaveTextAsync(Evil);
        await Assertions.Expect(view.Page.Locator("pre[aria-label=Response]")).ToContainTextAsync(Evil);
        Assert.Equal(0, await view.Page.Locator("main img, main script, main pre b").CountAsync());
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task A_log_of_16_MiB_is_searched_and_saved()
    {
        Browser.Need();
        var run = await host.RunAsync("Much to say. [log 16000000]");
        await using var view = await host.SignedInAsync($"/agents/demo/runs/{run}");
        var log = view.Page.GetByRole(AriaRole.Region, new() { Name = "Log" });
        await log.GetByRole(AriaRole.Searchbox).FillAsync("Much to say");
        await Assertions.Expect(log.GetByText(" of ").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(log.Locator("mark").First).ToBeVisibleAsync();
        var saved = await view.Page.RunAndWaitForDownloadAsync(() => log.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync());
        Assert.True(new FileInfo(await saved.PathAsync()).Length > 15_000_000);
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task A_run_is_replayed_cancelled_and_made_repeatable()
    {
        Browser.Need();
        var run = await host.RunAsync("Repeat me. [slow 1ms]");
        await using var view = await host.SignedInAsync($"/agents/demo/runs/{run}");
        await view.Button("Replay").ClickAsync();
        await Assertions.Expect(view.Page).Not.ToHaveURLAsync(new System.Text.RegularExpressions.Regex(run));
        await Assertions.Expect(view.Page.Locator(".head").GetByText("succeeded")).ToBeVisibleAsync();
        await view.Link("Make repeatable").ClickAsync();
        await Assertions.Expect(view.Field("Message")).ToHaveValueAsync("Repeat me. [slow 1ms]");
        await view.Field("Name").FillAsync("made repeatable");
        await view.Button("Create the schedule").ClickAsync();
        await Assertions.Expect(view.Heading("made repeatable")).ToBeVisibleAsync();

        var slow = (string)(await host.Api.PostAsync("agents/demo/runs", new { message = "[slow 60s]" }, System.Net.HttpStatusCode.Accepted))["runId"]!;
        await view.Page.GotoAsync($"/api/ui/agents/demo/runs/{slow}");
        await view.Button("Cancel …").ClickAsync();
        await view.Button("Cancel the run").ClickAsync();
        await Assertions.Expect(view.Page.Locator(".head").GetByText("cancelled").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_run_that_a_spent_budget_holds_is_approved()
    {
        Browser.Need();
        await host.Api.PutAsync("agents/frugal", new { kind = "trinity", url = host.Agent.Address, limits = new { dayUsd = 0.5 }, onLimit = "approve" }, System.Net.HttpStatusCode.Created);
        await host.RunAsync("Spend it. [cost 0.6]", "frugal");
        var held = (string)(await host.Api.PostAsync("agents/frugal/runs", new { message = "Once more. [cost 0.01]" }, System.Net.HttpStatusCode.Accepted))["runId"]!;
        await using var view = await host.SignedInAsync("/");
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "frugal" }).GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToBeVisibleAsync();
        await view.Page.GotoAsync($"/api/ui/agents/frugal/runs/{held}");
        await Assertions.Expect(view.Page.GetByText("A budget holds it")).ToBeVisibleAsync();
        await view.AssertAccessibleAsync();
        await view.Button("Approve").ClickAsync();
        await Assertions.Expect(view.Page.Locator(".head").GetByText("succeeded")).ToBeVisibleAsync();
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task Runs_that_match_are_replayed_after_a_dry_run()
    {
        Browser.Need();
        await host.RunAsync("Both of these. [status 400]");
        await host.RunAsync("Both of these. [status 400]");
        await using var view = await host.SignedInAsync("/runs?status=failed&text=Both+of+these");
        await view.Button("Replay all matching …").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("2 runs would be started again.")).ToBeVisibleAsync();
        await view.AssertAccessibleAsync();
        await view.Button("Replay 2").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("2 runs started again.")).ToBeVisibleAsync();
        await Assertions.Expect(view.Page.Locator("tbody tr")).ToHaveCountAsync(4); // the new ones fail, too, and are listed
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task Each_call_of_a_run_stands_in_its_waterfall()
    {
        Browser.Need();
        var run = await host.RunAsync("Try again. [fail 1 then ok]");
        await using var view = await host.SignedInAsync($"/agents/demo/runs/{run}");
        var fall = view.Page.GetByRole(AriaRole.List, new() { Name = "Where its time went" });
        foreach (var part in new[] { "call 1", "wait", "call 2" })
        {
            await Assertions.Expect(fall.GetByText(part, new() { Exact = true })).ToHaveCountAsync(1);
        }

        await view.AssertAccessibleAsync();
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task Filters_stand_in_the_address_and_come_from_it()
    {
        await using var view = await host.SignedInAsync("/runs?status=failed");
        var chip = view.Page.GetByRole(AriaRole.Button, new() { Name = "failed", Exact = true });
        await Assertions.Expect(chip).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "succeeded" })).ToHaveCountAsync(0);
        await view.Field("Agent").SelectOptionAsync("demo");
        await view.Page.GetByRole(AriaRole.Searchbox).FillAsync("please");
        await Assertions.Expect(view.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"\?status=failed&agent=demo&text=please$"));
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await chip.ClickAsync();
        await Assertions.Expect(view.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"\?agent=demo&text=please$"));
    }

    [Fact]
    public async Task Ten_thousand_runs_are_scrolled()
    {
        await using var view = await host.TabAsync();
        var example = (await host.Api.GetAsync("runs?limit=1"))["items"]![0]!;
        await view.Page.RouteAsync("**/api/runs?**", async route =>
        {
            var query = System.Web.HttpUtility.ParseQueryString(new Uri(route.Request.Url).Query);
            var (at, limit) = (int.Parse(query["continuation"] ?? "0"), int.Parse(query["limit"]!));
            var items = Enumerable.Range(at, Math.Min(limit, 10_000 - at)).Select(i =>
            {
                var run = example.DeepClone();
                run["runId"] = $"{i:d24}";
                run["scheduleName"] = $"run {i}";
                run["scheduleId"] = "k3v9q2m7x4b8c1d5";
                return run;
            });
            await route.FulfillAsync(new() { ContentType = "application/json", Body = JsonSerializer.Serialize(new { items, continuation = at + limit < 10_000 ? $"{at + limit}" : null }) });
        });
        await view.Page.GotoAsync($"/api/ui/runs#key={Support.TestApp.AdminKey}");
        await Assertions.Expect(view.Page.GetByText("run 0", new() { Exact = true })).ToBeVisibleAsync();
        await view.Page.EvaluateAsync("window.scrolling = setInterval(() => scrollTo(0, document.body.scrollHeight), 20)");
        await Assertions.Expect(view.Page.GetByText("run 9999", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        Assert.InRange(await view.Page.Locator("tbody tr").CountAsync(), 100, 800); // rows that nobody sees are not drawn
        await view.Page.EvaluateAsync("clearInterval(scrolling); scrollTo(0, document.body.scrollHeight / 2)");
        await Assertions.Expect(view.Page.GetByText("run 5000", new() { Exact = true })).ToBeAttachedAsync();
        Assert.Equal([], view.Faults);
    }
}
