using AgentSched.Tests.Support;
using Microsoft.Playwright;

namespace AgentSched.Tests.Dashboard;

/// <summary>What people do with agents and keys.</summary>
[Collection(nameof(DashboardHost))]
[Trait("shows", "dashboard")]
public sealed class AgentTests(DashboardHost host)
{
    [Fact]
    public async Task An_agent_is_registered_tested_talked_with_and_deleted()
    {
        await using var view = await host.SignedInAsync("/agents/new");
        await view.Field("Name").FillAsync("brand-new");
        await view.Field("URL").FillAsync(host.Agent.Address.AbsoluteUri.TrimEnd('/'));
        await view.Field("USD per day").FillAsync("1.5");
        await view.Button("Register").ClickAsync();
        await Assertions.Expect(view.Heading("brand-new")).ToBeVisibleAsync();
        await view.Button("Test").ClickAsync();
        await Assertions.Expect(view.Page.Locator(".head .tone-good")).ToBeVisibleAsync();
        await view.Field("Message to the agent").FillAsync("Hello there");
        await view.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("Hello there");
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Log).GetByRole(AriaRole.Link, new() { Name = "run" })).ToBeVisibleAsync();
        await view.AssertAccessibleAsync();
        await view.Button("Delete …").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(view.Heading("Agents")).ToBeVisibleAsync();
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task A_webhook_is_added_with_its_secret_shown_once()
    {
        await using var view = await host.SignedInAsync("/agents/thrifty");
        await view.Button("Add a webhook").ClickAsync();
        await view.Field("URL").FillAsync("ftp://nowhere");
        await view.Button("Add").ClickAsync();
        await Assertions.Expect(view.Field("URL")).ToHaveAttributeAsync("aria-invalid", "true");
        await view.Field("URL").FillAsync($"{host.Agent.Address}hook");
        await view.Button("Add").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("whsec_")).ToBeVisibleAsync();
        await view.Page.ReloadAsync();
        await Assertions.Expect(view.Page.GetByText("failed, missed")).ToBeVisibleAsync();
        Assert.Equal(0, await view.Page.GetByText("whsec_").CountAsync());
    }

    [Fact]
    public async Task An_event_that_could_not_be_delivered_is_sent_again_or_forgotten()
    {
        Browser.Need();
        var status = 410; // ends the attempts at once
        await using var receiver = await AnsweringServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await host.Api.PutAsync("agents/noisy", new { kind = "trinity", url = host.Agent.Address }, System.Net.HttpStatusCode.Created);
        await host.Api.PostAsync("agents/noisy/webhooks", new { url = receiver.Address, on = new[] { "succeeded" } }, System.Net.HttpStatusCode.Created);
        await host.RunAsync("Say one.", "noisy");
        await host.RunAsync("Say two.", "noisy");
        await Eventually.SeeAsync(async () => (await host.Api.GetAsync("agents/noisy/webhooks/dead"))["items"]!.AsArray() is { Count: 2 } both ? both : null, TimeSpan.FromSeconds(60), () => "two dead letters");
        await using var view = await host.SignedInAsync("/agents/noisy");
        var dead = view.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "attempt" });
        await Assertions.Expect(dead).ToHaveCountAsync(2);
        await view.AssertAccessibleAsync();
        await dead.First.GetByRole(AriaRole.Button, new() { Name = "Forget" }).ClickAsync();
        await Assertions.Expect(dead).ToHaveCountAsync(1);
        status = 200;
        await dead.First.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Assertions.Expect(dead).ToHaveCountAsync(0);
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task Limits_of_an_owner_are_set_and_removed()
    {
        Browser.Need();
        await host.Api.PostAsync("keys", new { name = "spender" }, System.Net.HttpStatusCode.Created);
        await using var view = await host.SignedInAsync("/admin?part=limits&owner=spender");
        await view.Field("USD per day").FillAsync("-1");
        await view.Button("Save").ClickAsync();
        await Assertions.Expect(view.Field("USD per day")).ToHaveAttributeAsync("aria-invalid", "true");
        await view.Field("USD per day").FillAsync("2.5");
        await view.Field("At a limit").SelectOptionAsync("approve");
        await view.Button("Save").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("Saved.")).ToBeVisibleAsync();
        Assert.Equal(2.5m, (decimal?)(await host.Api.GetAsync("owners/spender/limits"))["dayUsd"]);
        await view.Page.ReloadAsync();
        await Assertions.Expect(view.Field("USD per day")).ToHaveValueAsync("2.5");
        await view.Button("Remove the limits").ClickAsync();
        await Assertions.Expect(view.Field("USD per day")).ToHaveValueAsync("");
        Assert.All(view.Faults, fault => Assert.Contains("400", fault, StringComparison.Ordinal)); // the browser notes the refusal
    }

    [Fact]
    public async Task A_key_is_issued_shown_once_and_revoked()
    {
        await using var view = await host.SignedInAsync("/admin?part=keys");
        await view.Button("Issue a key").ClickAsync();
        await view.Field("Name").FillAsync("ann");
        await view.Button("Issue").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("Copy the key now")).ToBeVisibleAsync();
        await view.AssertAccessibleAsync();
        await view.Button("Hide it").ClickAsync();
        await view.Page.GetByRole(AriaRole.Row, new() { Name = "ann" }).GetByRole(AriaRole.Button).ClickAsync();
        await view.Button("Revoke").ClickAsync();
        await Assertions.Expect(view.Page.GetByRole(AriaRole.Row, new() { Name = "ann" })).ToContainTextAsync("revoked");
    }

    [Fact]
    public async Task A_command_that_can_mean_several_things_is_asked_back()
    {
        await using var view = await host.SignedInAsync("/");
        var command = view.Page.GetByLabel("Command in plain English");
        await command.FillAsync("@demo send the report at 5pm");
        await view.Button("Do it").ClickAsync();
        var dialog = view.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByText("once on")).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByText("every day at 17:00")).ToBeVisibleAsync();
        await view.AssertAccessibleAsync();
        await dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "every day" }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(view.Page.GetByText("every day at 17:00").First).ToBeVisibleAsync();
        Assert.All(view.Faults, fault => Assert.Contains("409", fault, StringComparison.Ordinal)); // the browser notes the question
    }

    [Fact]
    public async Task A_users_key_sees_no_administration()
    {
        Browser.Need();
        var key = (string)(await host.Api.PostAsync("keys", new { name = "plain-user" }, System.Net.HttpStatusCode.Created))["key"]!;
        await using var view = await host.TabAsync();
        await view.Page.GotoAsync($"/api/ui/#key={key}");
        await Assertions.Expect(view.Page.GetByText("Welcome to AgentSched")).ToBeVisibleAsync();
        Assert.Equal(0, await view.Link("Administration").CountAsync());
        await view.AssertAccessibleAsync();
        await view.Page.GotoAsync("/api/ui/admin");
        await Assertions.Expect(view.Page.GetByText("For admins only")).ToBeVisibleAsync();
        Assert.Equal([], view.Faults);
    }
}
