using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AgentSched.Tests.Support;

/// <summary>
/// The app on <c>local/Host</c>: host and worker as processes of their own, on the real clock and the real durable engine. For host tests, and for
/// whatever kills processes or runs two at once.
/// </summary>
public sealed partial class AppProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"the app ended before it answered:\n{Output}"));
    }

    public Api Api { get; private set; } = null!;

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartedIn { get; private set; }

    public string Output => string.Join('\n', _output);

    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Ticks and sweeps every second, and takes over what a dead process left within seconds: as the tests' patience needs it.</summary>
    public static IReadOnlyDictionary<string, string> Hasty { get; } = new Dictionary<string, string>
    {
        ["DispatchCron"] = "* * * * * *",
        ["SweepCron"] = "* * * * * *",
        ["AgentSched__ResendAfter"] = "00:00:02",
        ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__maxQueuePollingInterval"] = "00:00:00.500",
        ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.500",
    };

    /// <summary>Starts the app and returns when it answers.</summary>
    public static async Task<AppProcess> StartAsync(string storage, IReadOnlyDictionary<string, string>? settings = null)
    {
        var clock = Stopwatch.StartNew();
        var app = Launch(storage, settings);
        try
        {
            app.Api = new Api(await app._address.Task.WaitAsync(TimeSpan.FromSeconds(60)), TestApp.AdminKey);
            await app.Api.GetAsync("health");
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        app.StartedIn = clock.Elapsed;
        return app;
    }

    /// <summary>Starts the app and returns at once.</summary>
    public static AppProcess Launch(string storage, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Host, "--app", BuiltProgram.App, "--port", "0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = storage,
            ["DispatchCron"] = "0 * * * * *",
            ["SweepCron"] = "30 * * * * *",
            ["AgentSched__AdminKey"] = TestApp.AdminKey,
            ["AgentSched__Shards"] = "2",
            ["AgentSched__MinimumInterval"] = "00:01:00",
            ["AgentSched__AllowedAgentNetworks"] = "loopback",
        }.Concat(settings ?? new Dictionary<string, string>()))
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var app = new AppProcess(process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return app;
    }

    /// <summary>SIGKILL: nothing of the app runs any more when this returns.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (Ready().Match(line) is { Success: true } match)
        {
            _address.TrySetResult(new Uri(match.Groups["address"].Value));
        }
    }

    [GeneratedRegex(@"(?<address>http://[^ ]+/) answers;", RegexOptions.ExplicitCapture)]
    private static partial Regex Ready();
}
