using Microsoft.Playwright;

namespace AgentSched.Tests.Dashboard;

/// <summary>What people do with schedules.</summary>
[Collection(nameof(DashboardHost))]
[Trait("shows", "dashboard")]
public sealed class ScheduleTests(DashboardHost host)
{
    [Fact]
    public async Task A_schedule_is_made_from_plain_english_and_a_run_is_watched_to_its_end_without_a_reload()
    {
        await using var view = await host.SignedInAsync("/schedules/new?agent=demo");
        await view.Field("Name").FillAsync("watch me");
        await view.Field("Message").FillAsync("Take your time. [slow 2s]");
        await view.Field("In plain English").FillAsync("first monday of the month at noon");
        await view.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(view.Field("Cron expression")).Not.ToHaveValueAsync("0 9 * * MON-FRI");
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Region, new() { Name = "Next runs" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(5);
        await view.Button("Create the schedule").ClickAsync();
        await Assertions.Expect(view.Heading("watch me")).ToBeVisibleAsync();
        await Assertions.Expect(view.Page.GetByText("It has not run yet")).ToBeVisibleAsync();
        await view.Button("Run now").ClickAsync();
        await view.Link("Show it").ClickAsync();
        var head = view.Page.Locator(".head");
        await Assertions.Expect(head.GetByText("running")).ToBeVisibleAsync();
        await Assertions.Expect(head.GetByText("succeeded")).ToBeVisibleAsync();
        await Assertions.Expect(view.Page.Locator("pre[aria-label=Response]")).ToContainTextAsync("Take your time.");
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task Errors_stand_at_their_fields_and_what_was_typed_stays()
    {
        await using var view = await host.SignedInAsync("/schedules/new?agent=demo");
        await view.Field("Name").FillAsync("odd");
        await view.Field("Cron expression").FillAsync("61 9 * * *");
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Region, new() { Name = "Next runs" })).ToContainTextAsync("between 0 and 59");
        await view.Button("Create the schedule").ClickAsync();
        await Assertions.Expect(view.Field("Cron expression")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(view.Field("Message")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(view.Field("Cron expression")).ToHaveValueAsync("61 9 * * *");
        await Assertions.Expect(view.Field("Name")).ToHaveValueAsync("odd");
        await view.AssertAccessibleAsync();
    }

    [Fact]
    public async Task An_edit_shows_its_difference_and_a_concurrent_one_loses_nothing()
    {
        var id = await host.ScheduleAsync("edited twice");
        await using var view = await host.SignedInAsync($"/agents/demo/schedules/{id}/edit");
        await view.Field("Cron expression").FillAsync("0 10 * * MON-FRI");
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Region, new() { Name = "Difference, next 30 days" })).ToContainTextAsync("added");
        await host.Api.TryAsync(HttpMethod.Patch, $"agents/demo/schedules/{id}", """{"description":"by somebody else"}""");
        await view.Button("Save").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("Somebody changed this schedule after you opened it")).ToBeVisibleAsync();
        await Assertions.Expect(view.Page.GetByText("by somebody else")).ToBeVisibleAsync();
        await Assertions.Expect(view.Field("Cron expression")).ToHaveValueAsync("0 10 * * MON-FRI");
        await view.AssertAccessibleAsync();
        await view.Button("Keep mine; save replaces theirs").ClickAsync();
        await view.Button("Save").ClickAsync();
        await Assertions.Expect(view.Heading("edited twice")).ToBeVisibleAsync();
        Assert.Equal("0 10 * * MON-FRI", (string?)(await host.Api.GetAsync($"agents/demo/schedules/{id}"))["cron"]);
    }

    [Fact]
    public async Task Many_are_disabled_after_a_dry_run_and_deleted_ones_restored()
    {
        var ids = new[] { await host.ScheduleAsync("bulk one", new { tags = new[] { "bulk" } }), await host.ScheduleAsync("bulk two", new { tags = new[] { "bulk" } }) };
        await using var view = await host.SignedInAsync("/schedules?tag=bulk");
        await view.Page.GetByLabel("Select all that are shown").CheckAsync();
        await view.Button("Disable …").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("2 would be disabled")).ToBeVisibleAsync();
        await view.Field("Note").FillAsync("on holiday");
        await view.AssertAccessibleAsync();
        await view.Button("Disable 2").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("disabled: on holiday").First).ToBeVisibleAsync();
        Assert.False((bool)(await host.Api.GetAsync($"agents/demo/schedules/{ids[0]}"))["enabled"]!);

        await view.Page.GetByRole(AriaRole.Link, new() { Name = "bulk one" }).ClickAsync();
        await view.Button("Delete …").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await view.Link("Deleted schedules").ClickAsync();
        await view.Page.GetByRole(AriaRole.Row, new() { Name = "bulk one" }).GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Assertions.Expect(view.Page.GetByText("Restored \"bulk one\".")).ToBeVisibleAsync();
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task The_list_shows_the_last_outcomes_of_each_schedule()
    {
        Browser.Need();
        var id = await host.ScheduleAsync("with a past", new { message = "Look. [status 400]" });
        await host.Api.PostAsync($"agents/demo/schedules/{id}/trigger", expected: System.Net.HttpStatusCode.Accepted);
        await using var view = await host.SignedInAsync("/schedules?text=with+a+past");
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Img, new() { Name = "Last runs, oldest first: failed", Exact = true })).ToBeVisibleAsync();
        await view.AssertAccessibleAsync();
        await view.Page.Locator("td.past").GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(view.Page.Locator(".head").GetByText("failed", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task A_crontab_is_imported_after_a_preview()
    {
        await using var view = await host.SignedInAsync("/schedules");
        await view.Button("Import").ClickAsync();
        await view.Field("Format").SelectOptionAsync("crontab");
        await view.Page.GetByRole(AriaRole.Dialog).GetByLabel("Agent", new() { Exact = true }).SelectOptionAsync("demo");
        await view.Field("Content").FillAsync("CRON_TZ=Europe/Berlin\n5 4 * * * from a crontab\n");
        await view.Button("Show what would happen").ClickAsync();
        await Assertions.Expect(view.Page.GetByLabel("Outcome for each entry")).ToContainTextAsync("created");
        await view.AssertAccessibleAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Assertions.Expect(view.Page.GetByText("1 schedule created")).ToBeVisibleAsync();
        await Assertions.Expect(view.Link("from a crontab")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Missed_occurrences_are_found_by_a_dry_run_and_backfilled()
    {
        var id = await host.ScheduleAsync("backfilled", new { every = "PT1H", anchor = "2026-01-01T00:00:00Z" });
        await using var view = await host.SignedInAsync($"/agents/demo/schedules/{id}");
        await view.Button("Backfill …").ClickAsync();
        await view.Button("Show occurrences").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("24 occurrences in this range, 24 would run.")).ToBeVisibleAsync();
        await view.AssertAccessibleAsync();
        await view.Button("Run 24 occurrences").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("Backfill running:")).ToBeVisibleAsync();
        await view.Button("Cancel the backfill").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("Backfill cancelled:")).ToBeVisibleAsync();
    }
}
