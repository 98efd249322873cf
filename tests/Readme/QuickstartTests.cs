using System.Diagnostics;
using System.Net.Sockets;
using System.Xml;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Readme;

/// <summary>The README's first command, as a new user runs it: real processes, the real clock, a data folder of its own.</summary>
[Trait("shows", "one-world")]
[Trait("shows", "main-job")]
public sealed class QuickstartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_quick_start_runs_its_sample_schedule_on_time_and_goes_on_after_a_restart()
    {
        var data = Directory.CreateTempSubdirectory("agentsched-").FullName;
        var port = FreePort();
        string first;
        await using (var quickstart = new Started(port, data, output))
        {
            var run = await quickstart.NextRunAsync(after: null);
            first = (string)run["dueTime"]!;
            Assert.Equal("succeeded", (string?)run["status"]);
            Assert.True(XmlConvert.ToTimeSpan((string)run["lateness"]!) < TimeSpan.FromSeconds(2), $"late {run["lateness"]}");
            var whole = await quickstart.Api.GetAsync($"agents/demo/runs/{run["runId"]}");
            Assert.NotEmpty((string)whole["response"]!);
            Assert.True((decimal)whole["costUsd"]! > 0 && (long)whole["tokensIn"]! > 0 && (long)whole["tokensOut"]! > 0);
            Assert.True((bool)whole["hasLog"]!);

            // The README's own example, against the demo agent at the next port.
            await ReadmeTests.CurlAsync(new Uri($"http://127.0.0.1:{port}/"), new Uri($"http://127.0.0.1:{port + 1}/"));
            var mine = Assert.Single((await quickstart.Api.GetAsync("agents/alice/schedules"))["items"]!.AsArray())!;
            await quickstart.Api.PostAsync($"agents/alice/schedules/{mine["id"]}/trigger", expected: System.Net.HttpStatusCode.Accepted);
            Assert.Equal("succeeded", (string?)(await quickstart.NextRunAsync(after: null, "alice"))["status"]);
            await quickstart.StopAsync();
        }

        Assert.Throws<SocketException>(() => new TcpClient("127.0.0.1", port)); // nothing is left behind

        await using (var again = new Started(port, data, output))
        {
            var run = await again.NextRunAsync(after: first);
            Assert.Equal("succeeded", (string?)run["status"]);
            Assert.Single((await again.Api.GetAsync("agents/demo/schedules"))["items"]!.AsArray()); // the sample was not made twice
            await again.StopAsync();
        }

        Directory.Delete(data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Started : IAsyncDisposable
    {
        private readonly Process _process;

        public Started(int port, string data, ITestOutputHelper output)
        {
            var start = new ProcessStartInfo(
                "dotnet",
                [BuiltProgram.Quickstart, "--port", $"{port}", "--data", data, "--admin-key", TestApp.AdminKey])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            _process = new Process { StartInfo = start };
            _process.OutputDataReceived += (_, line) => Write(output, line.Data);
            _process.ErrorDataReceived += (_, line) => Write(output, line.Data);
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            Api = new Api(new Uri($"http://127.0.0.1:{port}/"), TestApp.AdminKey);
        }

        public Api Api { get; }

        /// <summary>The first finished run that is due after <paramref name="after"/>.</summary>
        public Task<System.Text.Json.Nodes.JsonNode> NextRunAsync(string? after, string agent = "demo") => Eventually.SeeAsync(
            async () =>
            {
                try
                {
                    return (await Api.RunsAsync(agent)).FirstOrDefault(r => r["finishedAt"] is not null && string.CompareOrdinal((string?)r["dueTime"], after) > 0);
                }
                catch (Exception e) when (e is HttpRequestException or Xunit.Sdk.TrueException)
                {
                    return null; // it does not answer yet, or the agent is not registered yet
                }
            },
            TimeSpan.FromSeconds(150));

        /// <summary>As Ctrl+C does, which also ends what it started.</summary>
        public async Task StopAsync()
        {
            using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        }

        public async ValueTask DisposeAsync()
        {
            Api.Dispose();
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
        }

        private static void Write(ITestOutputHelper output, string? line)
        {
            if (line is not null)
            {
                output.WriteLine(line);
            }
        }
    }
}
