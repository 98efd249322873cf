using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using AgentSched.Tests.Api.OpenApi;
using AgentSched.Tests.Support;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Tests.Host;

/// <summary>Every function loads on the host, and every route answers there what it answers in the stories.</summary>
[Collection(nameof(SharedHost))]
[Trait("shows", "one-world")]
public sealed class RouteTests(SharedHost host, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_function_loads()
    {
        var written = typeof(AppBuilder).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name).OfType<string>();
        using var http = new HttpClient { BaseAddress = host.Address };
        var loaded = await http.GetFromJsonAsync<JsonArray>("admin/functions", TestContext.Current.CancellationToken);
        Assert.Equal(written.Order(StringComparer.Ordinal), loaded!.Select(function => (string)function!["name"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_of_the_document_answers_as_documented()
    {
        using var caller = new Caller(host.Address);
        await Eventually.SeeAsync(async () => (await host.Api.TryAsync(HttpMethod.Get, "ready", null)).Status == HttpStatusCode.OK ? caller : null, TimeSpan.FromSeconds(60), () => host.App.Output);
        var missing = await Walk.AllAsync(new Walked(host.Agent, host.Storage, host.SettleAsync, () => { }), caller);
        output.WriteLine($"{caller.Seen.Count} operations and statuses");
        Assert.Equal([], missing);
        await host.AssertAtRestAsync();
    }

    [Theory]
    [InlineData("GET", "", 204)]
    [InlineData("GET", "nowhere", 404)]
    [InlineData("GET", "api/nowhere", 404)]
    [InlineData("DELETE", "api/health", 405)] // the path exists, the method does not
    [InlineData("POST", "admin/nowhere", 404)] // the host's own
    [InlineData("GET", "runtime/webhooks/durabletask", 404)]
    [InlineData("GET", "api/agents/nobody", 404)]
    [InlineData("GET", "api/scheduler/status", 200)]
    [InlineData("GET", "api/health", 200)]
    [InlineData("HEAD", "api/health", 405)]
    public async Task Paths_and_methods_are_those_of_the_functions(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.Address, path));
        using var response = await host.Api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
    }
}
