using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AgentSched.Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Workers;

/// <summary>The worker as a process of its own, which does not outlive this one.</summary>
internal sealed partial class WorkerProcess : IRunningWorker
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ProcessGuard _guard;
    private readonly ILogger _console;
    private readonly ConcurrentQueue<string> _errors = [];

    private WorkerProcess(Process process, ProcessGuard guard, ILogger console)
    {
        (_process, _guard, _console) = (process, guard, console);
        ProcessId = process.Id;
        Exited = WaitAsync(Task.WhenAll(CopyAsync(process.StandardOutput, isError: false), CopyAsync(process.StandardError, isError: true)));
    }

    public int? ProcessId { get; }

    public Uri? HttpAddress => null;

    public Task<string> Exited { get; }

    /// <summary>Gives the worker time to end by itself, then kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await Task.WhenAny(Exited, Task.Delay(ExitLimit)) != Exited)
        {
            _process.Kill(entireProcessTree: true);
            await Exited;
        }

        _guard.Dispose();
        _process.Dispose();
    }

    private async Task<string> WaitAsync(Task output)
    {
        await _process.WaitForExitAsync();
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1)));
        var text = string.Join(' ', _errors.SkipWhile(line => !line.StartsWith("Unhandled exception", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("   at ", StringComparison.Ordinal)));
        var exit = string.Create(CultureInfo.InvariantCulture, $"exit code {_process.ExitCode}");
        return (text.Length > 0 ? text : _errors.LastOrDefault()) is { Length: > 0 } reason ? $"{exit}: {reason}" : exit;
    }

    private async Task CopyAsync(StreamReader from, bool isError)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
                continue;
            if (isError)
            {
                _errors.Enqueue(line);
                while (_errors.Count > 40)
                    _errors.TryDequeue(out _);
            }

            Line(_console, line);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Line}")]
    private static partial void Line(ILogger logger, string line);

    /// <summary>Starts <c>dotnet AgentSched.Functions.dll</c> in the app's folder.</summary>
    internal sealed class Launcher(HostSettings settings, string assembly, ILoggerFactory loggers) : IWorkerLauncher
    {
        private const string Setsid = "/usr/bin/setsid";

        public Task<IRunningWorker> StartAsync(string workerId, Uri server, CancellationToken cancel)
        {
            var guard = ProcessGuard.Start();
            var process = Process.Start(Describe(workerId, server)) ?? throw new HostException("The worker did not start.");
            guard.Watch(process.Id);
            return Task.FromResult<IRunningWorker>(new WorkerProcess(process, guard, loggers.CreateLogger("Host.Function.Console")));
        }

        private ProcessStartInfo Describe(string workerId, Uri server)
        {
            var (request, length) = (Guid.NewGuid().ToString(), WorkerServer.MaxMessageBytes.ToString(CultureInfo.InvariantCulture));
            string[] arguments =
            [
                Path.Combine(settings.AppFolder, assembly),
                "--host", server.Host, "--port", server.Port.ToString(CultureInfo.InvariantCulture),
                "--workerId", workerId, "--requestId", request, "--grpcMaxMessageLength", length,
                "--functions-uri", server.AbsoluteUri, "--functions-worker-id", workerId,
                "--functions-request-id", request, "--functions-grpc-max-message-length", length,
            ];

            // In a session of its own, Ctrl+C reaches only this process, which lets running work end first. setsid keeps the process id.
            var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
            var start = File.Exists(Setsid) ? new ProcessStartInfo(Setsid, [dotnet, .. arguments]) : new ProcessStartInfo(dotnet, arguments);
            start.WorkingDirectory = settings.AppFolder;
            (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
            foreach (var (key, value) in settings.WorkerSettings())
                start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = settings.AppFolder;
            start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = settings.AppFolder;
            return start;
        }
    }
}
