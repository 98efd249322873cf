using System.Collections.Concurrent;
using System.Diagnostics;
using AgentSched.Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Workers;

/// <summary>The worker process, which does not outlive this process.</summary>
internal sealed partial class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ProcessGuard _guard = new();
    private readonly ILogger _console;
    private readonly ConcurrentQueue<string> _errors = [];

    /// <summary>Starts <c>dotnet AgentSched.Functions.dll</c> in the app's folder.</summary>
    /// <param name="settings">The app's settings.</param>
    /// <param name="assembly">The app's assembly.</param>
    /// <param name="workerId">The id with which the worker connects.</param>
    /// <param name="server">The address to which it connects.</param>
    /// <param name="console">Receives the worker's output.</param>
    public WorkerProcess(HostSettings settings, string assembly, string workerId, Uri server, ILogger console)
    {
        _console = console;
        _process = Process.Start(Describe(settings, assembly, workerId, server))!;
        Name = $"process {_process.Id}";
        _guard.Watch(_process.Id);
        Exited = WaitAsync(Task.WhenAll(CopyAsync(_process.StandardOutput, isError: false), CopyAsync(_process.StandardError, isError: true)));
    }

    /// <summary>Name for the log.</summary>
    public string Name { get; }

    /// <summary>Completes when the worker exits; the result says how it exited.</summary>
    public Task<string> Exited { get; }

    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Gives the worker time to exit by itself, then kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await Task.WhenAny(Exited, Task.Delay(ExitLimit)) != Exited)
        {
            Kill();
            await Exited;
        }

        _guard.Dispose();
        _process.Dispose();
    }

    private static ProcessStartInfo Describe(HostSettings settings, string assembly, string workerId, Uri server)
    {
        var (request, length) = (Guid.NewGuid().ToString(), $"{WorkerServer.MaxMessageBytes}");
        string[] arguments =
        [
            Path.Combine(settings.AppFolder, assembly),
            "--host", server.Host, "--port", $"{server.Port}", "--workerId", workerId, "--requestId", request, "--grpcMaxMessageLength", length,
            "--functions-uri", server.AbsoluteUri, "--functions-worker-id", workerId, "--functions-request-id", request, "--functions-grpc-max-message-length", length,
        ];

        // Ctrl+C reaches only this process, which lets running work end first.
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = ProcessGuard.InOwnSession(dotnet, arguments);
        start.WorkingDirectory = settings.AppFolder;
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var (key, value) in settings.WorkerSettings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = settings.AppFolder;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = settings.AppFolder;
        return start;
    }

    private async Task<string> WaitAsync(Task output)
    {
        await _process.WaitForExitAsync();
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1)));
        var text = string.Join(' ', _errors.SkipWhile(line => !line.StartsWith("Unhandled exception", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("   at ", StringComparison.Ordinal)));
        return $"exit code {_process.ExitCode}: {(text.Length > 0 ? text : _errors.LastOrDefault())}".TrimEnd(' ', ':');
    }

    private async Task CopyAsync(StreamReader from, bool isError)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
                continue;
            if (isError)
                _errors.Enqueue(line);
            while (_errors.Count > 40)
                _errors.TryDequeue(out _);
            Line(_console, line);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Line}")]
    private static partial void Line(ILogger logger, string line);
}
