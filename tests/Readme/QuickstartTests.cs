using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using AgentSched.Azurite;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Readme;

/// <summary>The README's first command, as a new user runs it: real processes, the real clock, a data folder of its own.</summary>
[Trait("shows", "one-world")]
[Trait("shows", "main-job")]
public sealed class QuickstartTests
{
    [Fact]
    public async Task The_quick_start_runs_its_sample_schedule_on_time_and_goes_on_after_a_restart()
    {
        var data = Directory.CreateTempSubdirectory("agentsched-").FullName;
        var port = FreePort.Find();
        string first;
        await using (var quickstart = Start(port, data))
        {
            var run = await NextRunAsync(quickstart, after: null);
            first = (string)run["dueTime"]!;
            Assert.Equal("succeeded", (string?)run["status"]);
            Assert.True(XmlConvert.ToTimeSpan((string)run["lateness"]!) < TimeSpan.FromMinutes(1), $"late {run["lateness"]}"); // in its own minute; the benchmark `fire` measures how late
            var whole = await quickstart.Api.GetAsync($"agents/demo/runs/{run["runId"]}");
            Assert.NotEmpty((string)whole["response"]!);
            Assert.True((decimal)whole["costUsd"]! > 0 && (long)whole["tokensIn"]! > 0 && (long)whole["tokensOut"]! > 0);
            Assert.True((bool)whole["hasLog"]!);

            // The README's own example, against the demo agent, which is at the next port if that is free.
            var agent = Regex.Match(quickstart.Output, @"Demo agent\s+(\S+)").Groups[1].Value;
            await ReadmeTests.CurlAsync(new Uri($"http://127.0.0.1:{port}/"), new Uri(agent));
            var mine = Assert.Single((await quickstart.Api.GetAsync("agents/alice/schedules"))["items"]!.AsArray())!;
            await quickstart.Api.PostAsync($"agents/alice/schedules/{mine["id"]}/trigger", expected: System.Net.HttpStatusCode.Accepted);
            Assert.Equal("succeeded", (string?)(await NextRunAsync(quickstart, after: null, "alice"))["status"]);
            Assert.Equal(0, await quickstart.TerminateAsync(TimeSpan.FromSeconds(60)));
        }

        Assert.Throws<SocketException>(() => new TcpClient("127.0.0.1", port)); // nothing is left behind

        await using (var again = Start(port, data))
        {
            var run = await NextRunAsync(again, after: first);
            Assert.Equal("succeeded", (string?)run["status"]);
            Assert.Single((await again.Api.GetAsync("agents/demo/schedules"))["items"]!.AsArray()); // the sample was not made twice
            Assert.Equal(0, await again.TerminateAsync(TimeSpan.FromSeconds(60)));
        }

        Directory.Delete(data, recursive: true);
    }

    /// <summary>A terminal's Ctrl+C and a closed window reach every process of the group: storage, worker and guard must leave the order to the quick start.</summary>
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("KILL")]
    public async Task A_signal_to_the_whole_group_ends_it_and_leaves_no_process_behind(string signal)
    {
        var data = Directory.CreateTempSubdirectory("agentsched-").FullName;
        await using var quickstart = Start(FreePort.Find(), data, ownGroup: true);
        await Eventually.SeeAsync(() => Task.FromResult(quickstart.Output.Contains("Runs appear here", StringComparison.Ordinal) ? "ready" : null), TimeSpan.FromSeconds(90), () => quickstart.Output);
        var worker = int.Parse(Regex.Match(await File.ReadAllTextAsync(Path.Combine(data, "app.log"), TestContext.Current.CancellationToken), @"The worker is ready \(process (\d+)\)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(AppProcess.IsAlive(worker));

        var code = await quickstart.SignalGroupAsync(signal, TimeSpan.FromSeconds(60));
        Assert.Equal(signal == "KILL" ? 128 + 9 : 0, code);
        await Eventually.SeeAsync(() => Task.FromResult(AppProcess.IsAlive(worker) ? null : "gone"), TimeSpan.FromSeconds(30));
        Assert.Equal(signal != "KILL", quickstart.Output.Contains("Stopped. The next start continues with the same data.", StringComparison.Ordinal));
        Directory.Delete(data, recursive: true);
    }

    private static AppProcess Start(int port, string data, bool ownGroup = false)
    {
        var app = AppProcess.Run([BuiltProgram.Quickstart, "--port", $"{port}", "--data", data, "--admin-key", TestApp.AdminKey], ownGroup: ownGroup);
        app.Api = new ApiClient(new Uri($"http://127.0.0.1:{port}/"), TestApp.AdminKey);
        return app;
    }

    /// <summary>The first finished run that is due after <paramref name="after"/>.</summary>
    private static Task<JsonNode> NextRunAsync(AppProcess app, string? after, string agent = "demo") => Eventually.SeeAsync(
        async () =>
        {
            try
            {
                return (await app.Api.RunsAsync(agent)).FirstOrDefault(r => r["finishedAt"] is not null && string.CompareOrdinal((string?)r["dueTime"], after) > 0);
            }
            catch (Exception e) when (e is HttpRequestException or Xunit.Sdk.TrueException)
            {
                return null; // it does not answer yet, or the agent is not registered yet
            }
        },
        TimeSpan.FromSeconds(150),
        () => app.Output);
}
