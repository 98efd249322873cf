using System.Diagnostics;
using System.Text.RegularExpressions;
using AgentSched.Azurite;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Readme;

/// <summary>What the README tells a reader to type does what it says.</summary>
public sealed partial class ReadmeTests(AzuriteFixture azurite)
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Checkout.Root(), "README.md"));

    [Fact]
    public void The_first_screen_holds_exactly_two_commands()
    {
        var firstScreen = Text[..Text.IndexOf("## ", StringComparison.Ordinal)];
        var commands = firstScreen.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Trim());
        Assert.Equal(["dotnet run --project local/Quickstart", "dotnet test"], commands);
    }

    [Fact]
    public async Task The_curl_commands_work()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var printed = await CurlAsync(app.Harness.Address, app.Agent.Address);
        var schedule = Assert.Single((await app.Api.GetAsync("agents/alice/schedules"))["items"]!.AsArray())!;
        Assert.Equal("2026-01-06T08:00:00Z", (string?)schedule["nextDueTime"]); // Tuesday, 09:00 in Berlin
        Assert.Contains("\"continuation\":null", printed, StringComparison.Ordinal);
    }

    /// <summary>Runs the example against an app and a demo agent that are elsewhere than the quick start puts them, and returns what it printed.</summary>
    internal static async Task<string> CurlAsync(Uri app, Uri agent)
    {
        var script = Assert.Single(Fenced().Matches(Text)).Groups["script"].Value;
        Assert.Contains("http://127.0.0.1:7072", script, StringComparison.Ordinal); // --port and the next one
        script = Address().Replace(Key().Replace(script, $"export KEY={TestApp.AdminKey}"), $"export AGENTSCHED={app}api").Replace("http://127.0.0.1:7072", agent.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-e", "-c", script]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var printed = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0, printed);
        return printed;
    }

    [Fact]
    [Trait("shows", "doors")]
    public void The_file_of_requests_has_those_of_the_README()
    {
        var requests = File.ReadAllText(Path.Combine(Checkout.Root(), "requests.http"));
        var curls = Curl().Matches(Text).ToList();
        Assert.Equal(5, curls.Count);
        Assert.All(curls, curl =>
        {
            var (method, path, body) = (curl.Groups["method"].Success ? curl.Groups["method"].Value : "GET", curl.Groups["path"].Value, curl.Groups["body"].Value);
            Assert.Contains($"{method} {{{{agentsched}}}}{path}\n", requests, StringComparison.Ordinal);
            Assert.Contains(body, requests, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_path_that_it_names_exists()
    {
        var root = Checkout.Root();
        var paths = Path_().Matches(Text).Select(match => match.Groups["path"].Value).Distinct();
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(root, path)) || Path.Exists(Path.Combine(root, "functions", path)), path));
    }

    [GeneratedRegex("```bash\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fenced();

    [GeneratedRegex("curl -sf (-X (?<method>[A-Z]+) )?\"\\$AGENTSCHED(?<path>[^\"]+)\" -H \"[^\"]+\"( \\\\\n )?( --json '(?<body>[^']+)')?", RegexOptions.ExplicitCapture)]
    private static partial Regex Curl();

    [GeneratedRegex("export KEY=.*")]
    private static partial Regex Key();

    [GeneratedRegex("export AGENTSCHED=.*")]
    private static partial Regex Address();

    [GeneratedRegex("`(?<path>[A-Za-z.]+/[A-Za-z./]+\\.(cs|md|json))`", RegexOptions.ExplicitCapture)]
    private static partial Regex Path_();
}
