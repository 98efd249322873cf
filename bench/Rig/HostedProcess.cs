using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AgentSched.Hosting.Workers;
using AgentSched.Tests.Support;

namespace AgentSched.Bench;

/// <summary>
/// The built app on <c>local/Host</c>, host and worker as processes of their own. Neither outlives this process, however it ends: a guard kills the
/// host, and the host's own guard the worker. Reads their log; the app's warnings and all errors go to standard error.
/// </summary>
internal sealed partial class HostedProcess : IAsyncDisposable
{
    /// <summary>The admin key of the app under test.</summary>
    public const string Key = "ask_bench_abcdefghijklmnopqrstuvwxyzABCDEF0123";

    private const int LevelAt = 25; // of a log line: after its time, "2026-01-31T09:00:00.000Z "

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly Process _host;
    private readonly ProcessGuard _guard;
    private readonly Action<string> _hear;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _opened = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _closed = new(StringComparer.Ordinal);
    private volatile Process? _worker;
    private int _executions;

    private HostedProcess(Process host, ProcessGuard guard, Action<string> hear)
    {
        (_host, _guard, _hear) = (host, guard, hear);
        host.OutputDataReceived += (_, line) => Read(line.Data);
        host.ErrorDataReceived += (_, line) => Read(line.Data);
        host.Exited += (_, _) => _address.TrySetException(new InvalidOperationException("the app ended before it answered; what it said is above"));
    }

    /// <summary>The app's API, as an admin.</summary>
    public HttpClient Api { get; private set; } = null!;

    public Process Host => Refreshed(_host);

    public bool HasEnded => _host.HasExited;

    /// <summary>The worker that runs.</summary>
    public Process Worker => Refreshed(_worker!);

    /// <summary>CPU time of both since their start.</summary>
    public double CpuSeconds => Host.TotalProcessorTime.TotalSeconds + Worker.TotalProcessorTime.TotalSeconds;

    /// <summary>Executions of functions by queues and by the durable engine so far; counted only with <see cref="CountExecutions"/>.</summary>
    public int Executions => Volatile.Read(ref _executions);

    /// <summary>A setting that has the host log each execution.</summary>
    public static KeyValuePair<string, string> CountExecutions { get; } = new("AzureFunctionsJobHost__logging__logLevel__Function", "Information");

    /// <summary>Starts both; the app answers when this returns.</summary>
    /// <param name="settings">Environment variables, besides those of this process.</param>
    /// <param name="port">Of the app.</param>
    public static async Task<HostedProcess> StartAsync(IReadOnlyDictionary<string, string> settings, int port)
    {
        var app = Launch(settings, port, Console.Error.WriteLine);
        try
        {
            await app.ReadyAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts both and returns at once.</summary>
    /// <param name="settings">Environment variables, besides those of this process.</param>
    /// <param name="port">Of the app.</param>
    /// <param name="hear">Gets each line that the app complains with.</param>
    public static HostedProcess Launch(IReadOnlyDictionary<string, string> settings, int port, Action<string> hear)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "AgentSched.Host.dll"), "--app", BuiltProgram.App, "--port", port.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var guard = new ProcessGuard();
        var app = new HostedProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, guard, hear);
        app._host.Start();
        guard.Watch(app._host.Id);
        app._host.BeginOutputReadLine();
        app._host.BeginErrorReadLine();
        return app;
    }

    /// <summary>Returns when the app answers.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    /// <exception cref="HttpRequestException">It answered with an error.</exception>
    public async Task ReadyAsync()
    {
        Api = new HttpClient { BaseAddress = new Uri(await _address.Task.WaitAsync(StartLimit), "api/"), Timeout = TimeSpan.FromMinutes(5) };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var answer = await Api.GetAsync(new Uri("health", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>When a run was opened and closed, by the app's log; null: it said nothing of it.</summary>
    public (DateTimeOffset Opened, DateTimeOffset Closed)? TimesOf(string run) =>
        _opened.TryGetValue(run, out var opened) && _closed.TryGetValue(run, out var closed) ? (opened, closed) : null;

    /// <summary>SIGKILL to host and worker: nothing of the app runs any more when this returns.</summary>
    public void Kill()
    {
        var worker = _worker;
        Kill(_host);
        Kill(worker);
        _host.WaitForExit();
        worker?.WaitForExit(TimeSpan.FromSeconds(10));
    }

    /// <summary>SIGKILL to the host alone; it is its own business that its worker ends, too.</summary>
    public void KillHost()
    {
        Kill(_host);
        _host.WaitForExit();
    }

    /// <summary>SIGKILL to the worker alone, where one is ready; the host starts another.</summary>
    public void KillWorker() => Kill(_worker);

    /// <summary>SIGTERM to the host, as a platform stops it; SIGKILL where it does not end.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _host.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _host.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        Api?.Dispose();
        _guard.Dispose();
        _worker?.Dispose();
        _host.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line.Contains(": Executed '", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _executions);
        }
        else if (RunLine().Match(line) is { Success: true } run)
        {
            (run.Groups["what"].ValueSpan is "Opened" ? _opened : _closed)[run.Groups["id"].Value] = DateTimeOffset.Parse(line.AsSpan(0, LevelAt - 1), CultureInfo.InvariantCulture);
        }
        else if (line.Length > LevelAt && line.AsSpan(LevelAt) is var rest && (rest.StartsWith("warn AgentSched.") || rest.StartsWith("fail") || rest.StartsWith("crit")))
        {
            _hear(line);
        }
        else if (WorkerReady().Match(line) is { Success: true } worker)
        {
            _worker = Find(int.Parse(worker.Groups["id"].ValueSpan, CultureInfo.InvariantCulture));
        }
        else if (Ready().Match(line) is { Success: true } ready)
        {
            _address.TrySetResult(new Uri(ready.Groups["address"].Value));
        }
    }

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null; // it has ended
        }
    }

    private static void Kill(Process? process)
    {
        try
        {
            process?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private static Process Refreshed(Process process)
    {
        process.Refresh();
        return process;
    }

    [GeneratedRegex(@": (?<what>Opened|Closed) (?<id>\S+) as ", RegexOptions.ExplicitCapture)]
    private static partial Regex RunLine();

    [GeneratedRegex(@"The worker is ready \(process (?<id>\d+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex WorkerReady();

    [GeneratedRegex(@"(?<address>http://[^ ]+/) answers;", RegexOptions.ExplicitCapture)]
    private static partial Regex Ready();
}
