using AgentSched.Tests.Support;
using Microsoft.Playwright;

namespace AgentSched.Tests.Dashboard;

[Collection(nameof(DashboardHost))]
[Trait("shows", "dashboard")]
public sealed class SignInTests(DashboardHost host, AzuriteFixture azurite)
{
    /// <remarks>The platform signs people in before a request reaches the app, and tells the app who they are in a header.</remarks>
    [Fact]
    public async Task A_session_of_the_platform_needs_no_key()
    {
        Browser.Need();
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = "True", ["AgentSched:PrincipalIssuers"] = Principals.Issuer });
        await using var nobody = await host.TabAsync(address: app.Harness.Address);
        await nobody.Page.GotoAsync("/api/ui/runs?status=failed");
        await Assertions.Expect(nobody.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Microsoft" })).ToHaveAttributeAsync(
            "href", "/.auth/login/aad?post_login_redirect_uri=%2Fapi%2Fui%2Fruns%3Fstatus%3Dfailed");
        await nobody.AssertAccessibleAsync();

        await using var ann = await host.TabAsync(address: app.Harness.Address);
        await ann.Context.SetExtraHTTPHeadersAsync([new(Principals.Header, Principals.Of("ann@contoso.com"))]);
        await ann.Page.GotoAsync("/api/ui/");
        await Assertions.Expect(ann.Page.GetByText("ann@contoso.com")).ToBeVisibleAsync();
        await Assertions.Expect(ann.Heading("Overview")).ToBeVisibleAsync();
        await Assertions.Expect(ann.Page.GetByRole(AriaRole.Link, new() { Name = "Sign out" })).ToHaveAttributeAsync("href", "/.auth/logout?post_logout_redirect_uri=/api/ui/");
        await ann.Link("Register an agent").First.ClickAsync();
        await ann.Field("Name").FillAsync("anns");
        await ann.Field("URL").FillAsync(app.Agent.Address.AbsoluteUri);
        await ann.Button("Register").ClickAsync(); // a change: the app takes it from its own pages only
        await Assertions.Expect(ann.Heading("anns")).ToBeVisibleAsync();
        Assert.Equal([], ann.Faults);
    }

    [Fact]
    public async Task The_key_of_a_link_leaves_the_address_bar_and_stays_with_the_tab()
    {
        await using var view = await host.SignedInAsync("/runs?status=failed");
        await Assertions.Expect(view.Heading("Runs")).ToBeVisibleAsync();
        Assert.EndsWith("/api/ui/runs?status=failed", view.Page.Url, StringComparison.Ordinal);
        await view.Page.ReloadAsync();
        await Assertions.Expect(view.Heading("Runs")).ToBeVisibleAsync();
        var other = await view.Context.NewPageAsync();
        await other.GotoAsync("/api/ui/runs");
        await Assertions.Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Equal([], view.Faults);
    }

    [Fact]
    public async Task A_typed_key_signs_in_where_one_wanted_to_go_and_out_again()
    {
        await using var view = await host.TabAsync();
        await view.Page.GotoAsync("/api/ui/agents");
        await view.Field("API key").FillAsync(TestApp.AdminKey);
        await view.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(view.Heading("Agents")).ToBeVisibleAsync();
        await view.Button("Sign out").ClickAsync();
        await Assertions.Expect(view.Heading("Sign in")).ToBeVisibleAsync();
        Assert.Equal(0, await view.Page.EvaluateAsync<int>("sessionStorage.length"));
    }

    [Fact]
    public async Task A_wrong_key_is_told_and_can_be_typed_again()
    {
        await using var view = await host.TabAsync();
        await view.Page.GotoAsync("/api/ui/");
        await view.Field("API key").FillAsync("hello");
        await view.Button("Sign in").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("A key looks like ask_")).ToBeVisibleAsync();
        await view.Field("API key").FillAsync($"ask_nobody00_{new string('x', 40)}");
        await view.Button("Sign in").ClickAsync();
        await Assertions.Expect(view.Page.GetByText("This key is not valid")).ToBeVisibleAsync();
        await view.AssertAccessibleAsync();
        await view.Field("API key").FillAsync(TestApp.AdminKey);
        await view.Button("Sign in").ClickAsync();
        await Assertions.Expect(view.Heading("Overview")).ToBeVisibleAsync();
    }
}
