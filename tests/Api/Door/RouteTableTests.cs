using AgentSched.Api.Door;

namespace AgentSched.Tests.Api.Door;

[Trait("shows", "right-answers")]
public sealed class RouteTableTests
{
    private static readonly (string, IReadOnlyList<string>)[] Routes =
        [("agents", ["get"]), ("agents", ["post"]), ("agents/{agent}", ["get"]), ("agents/{agent}", ["put"]), ("agents/{agent}/webhooks/dead", ["get"]), ("agents/{agent}/webhooks/{id}", ["patch"]), ("health", ["get"]), ("ui/{*path}", ["get"])];

    [Theory]
    [InlineData("/agents", "GET POST")]
    [InlineData("/agents/", "GET POST")]
    [InlineData("/AGENTS/alice", "GET PUT")]
    [InlineData("agents/alice/webhooks/dead", "GET PATCH")] // as both routes say
    [InlineData("/agents/alice/webhooks/x", "PATCH")]
    [InlineData("/agents/alice/webhooks", "")]
    [InlineData("/agents//webhooks/dead", "")]
    [InlineData("/health/live", "")]
    [InlineData("/ui", "GET")]
    [InlineData("/ui/runs/x", "GET")]
    [InlineData("/uix", "")]
    [InlineData("/", "")]
    [InlineData("", "")]
    public void A_path_has_the_methods_of_its_routes(string path, string methods) => Assert.Equal(methods, string.Join(' ', RouteTable.MethodsOf(path, Routes)));

    /// <remarks>The host takes the first match by name.</remarks>
    [Fact]
    public void The_function_for_unmapped_paths_sorts_last() => Assert.Equal(
        nameof(UnmappedEndpoints.ZUnmapped),
        Policy.HttpFunctions(typeof(AppBuilder).Assembly).Select(f => f.Name).Order(StringComparer.OrdinalIgnoreCase).Last());
}
