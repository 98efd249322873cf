using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
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

    public ApiClient Api { get; set; } = null!;

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartedIn { get; private set; }

    public string Output => string.Join('\n', _output);

    /// <summary>The worker that is ready, or was the last to be. Null: none has been yet.</summary>
    public int? WorkerProcessId => _output.Select(line => WorkerReady().Match(line)).LastOrDefault(match => match.Success) is { } last
        ? int.Parse(last.Groups["id"].ValueSpan, CultureInfo.InvariantCulture) : null;

    public bool HasExited => _process.HasExited;

    /// <summary>What host and worker have used of the processors so far: the same on a busy machine.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var worker = Process.GetProcessById(WorkerProcessId!.Value);
            _process.Refresh();
            return _process.TotalProcessorTime + worker.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory of the worker, which is the app itself.</summary>
    public long WorkerMemoryBytes
    {
        get
        {
            using var worker = Process.GetProcessById(WorkerProcessId!.Value);
            return worker.WorkingSet64;
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
    public static async Task<AppProcess> StartAsync(string storage, IReadOnlyDictionary<string, string>? settings = null, int port = 0)
    {
        var clock = Stopwatch.StartNew();
        var app = Launch(storage, settings, port);
        try
        {
            app.Api = new ApiClient(await app._address.Task.WaitAsync(TimeSpan.FromSeconds(60)), TestApp.AdminKey);
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
    public static AppProcess Launch(string storage, IReadOnlyDictionary<string, string>? settings = null, int port = 0)
    {
        return Run([BuiltProgram.Host, "--app", BuiltProgram.App, "--port", port.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = storage,
            ["DispatchCron"] = "0 * * * * *",
            ["SweepCron"] = "30 * * * * *",
            ["AgentSched__AdminKey"] = TestApp.AdminKey,
            ["AgentSched__Shards"] = "2",
            ["AgentSched__MinimumInterval"] = "00:01:00",
            ["AgentSched__AllowedAgentNetworks"] = "loopback",
        }.Concat(settings ?? new Dictionary<string, string>()));
    }

    /// <summary>Starts one of our programs and returns at once.</summary>
    /// <param name="ownGroup">Whether it leads a process group, as a program does that a shell starts: for <see cref="SignalGroupAsync"/>.</param>
    public static AppProcess Run(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null, bool ownGroup = false)
    {
        var start = new ProcessStartInfo(ownGroup ? "setsid" : "dotnet", ownGroup ? arguments.Prepend("dotnet") : arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? [])
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

    /// <summary>SIGKILL to the host alone. Its worker is not touched: it is the host's own business that none stays behind.</summary>
    public void KillHost()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGKILL to the worker alone. Does nothing where none is ready yet.</summary>
    public void KillWorker() => Kill(WorkerProcessId);

    /// <summary>SIGKILL to both at once: nothing of the app runs any more when this returns.</summary>
    public void KillBoth()
    {
        var worker = WorkerProcessId;
        _process.Kill();
        Kill(worker);
        _process.WaitForExit();
        SpinWait.SpinUntil(() => worker is not { } id || !IsAlive(id));
    }

    /// <summary>SIGTERM to the host, as a platform stops it; returns its exit code.</summary>
    public Task<int> TerminateAsync(TimeSpan limit) => SignalAsync("TERM", _process.Id, limit);

    /// <summary>A signal to every process of the program's group, as Ctrl+C, a closed terminal or an impatient CI sends it; returns the program's exit code.</summary>
    public Task<int> SignalGroupAsync(string signal, TimeSpan limit) => SignalAsync(signal, -_process.Id, limit);

    /// <summary>Whether a process runs. One that has ended and that nobody has waited for does not.</summary>
    public static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            var stat = $"/proc/{processId}/stat";
            return !process.HasExited && (!File.Exists(stat) || File.ReadAllText(stat).Split(") ")[^1][0] is not ('Z' or 'X'));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (!_process.HasExited)
        {
            KillBoth();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<int> SignalAsync(string signal, int target, TimeSpan limit)
    {
        using (var kill = Process.Start("kill", ["-s", signal, "--", target.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(limit);
        return _process.ExitCode;
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

    private static void Kill(int? processId)
    {
        try
        {
            if (processId is { } id)
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }

    [GeneratedRegex(@"The worker is ready \(process (?<id>\d+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex WorkerReady();

    [GeneratedRegex(@"(?<address>http://[^ ]+/) answers;", RegexOptions.ExplicitCapture)]
    private static partial Regex Ready();
}
