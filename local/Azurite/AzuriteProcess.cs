using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentSched.Azurite;

/// <summary>The node process: starts it, reads the services' addresses from its output, and stops it.</summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly Action<string>? _log;
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    private AzuriteProcess(Process process, Action<string>? log) => (_process, _log, Id) = (process, log, process.Id);

    public int Id { get; }

    /// <summary>Address by service: <c>Blob</c>, <c>Queue</c>, <c>Table</c>. Complete once started.</summary>
    public ConcurrentDictionary<string, Uri> Addresses { get; } = new(StringComparer.Ordinal);

    public static async Task<AzuriteProcess> StartAsync(string folder, AzuriteOptions options, DataFolder? data, CancellationToken cancel)
    {
        Process started;
        try
        {
            started = Process.Start(Arguments(folder, options, data))!;
        }
        catch (Win32Exception e)
        {
            throw new AzuriteException("node was not found. Install Node.js 20 or newer and try again.", e);
        }

        var azurite = new AzuriteProcess(started, options.Log);
        try
        {
            await azurite.ReadyAsync(cancel);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        using (_process)
        {
            try
            {
                _process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It has already exited.
            }

            try
            {
                using var limit = new CancellationTokenSource(StopLimit);
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
    }

    /// <summary>Start info. Port 0 lets the system choose, and Azurite reports the port: no race between finding a free port and binding it.</summary>
    private static ProcessStartInfo Arguments(string folder, AzuriteOptions options, DataFolder? data)
    {
        List<string> arguments = [Path.Combine(folder, "start.cjs"), "--silent", "--disableTelemetry", "--skipApiVersionCheck"];
        foreach (var (service, port) in new[] { ("blob", options.BlobPort), ("queue", options.QueuePort), ("table", options.TablePort) })
        {
            // Node's default of 5 s races with clients that reuse a connection just as it closes.
            arguments.AddRange([$"--{service}Host", "127.0.0.1", $"--{service}Port", port.ToString(CultureInfo.InvariantCulture), $"--{service}KeepAliveTimeout", "600"]);
        }

        arguments.AddRange(data is null ? ["--inMemoryPersistence"] : ["--location", data.Path]);
        var start = new ProcessStartInfo("node", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(0, options.Accounts).Select(AzuriteAccount.Numbered).Select(a => $"{a.Name}:{a.Key}"));
        start.Environment["AGENTSCHED_AZURITE_PID_FILE"] = data?.PidFile;
        return start;
    }

    private async Task ReadyAsync(CancellationToken cancel)
    {
        _process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => OnError(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartLimit);
        try
        {
            await Task.WhenAny(_ready.Task, _process.WaitForExitAsync(limit.Token)).Unwrap();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new AzuriteException($"Azurite did not start within {StartLimit.TotalSeconds:0} s. {string.Join(' ', _errors)}");
        }

        if (!_ready.Task.IsCompletedSuccessfully)
            throw new AzuriteException($"Azurite exited during its start (exit code {_process.ExitCode}). {string.Join(' ', _errors)}");
    }

    private void OnOutput(string? line)
    {
        if (line is null || Listening().Match(line) is not { Success: true } match)
            return;

        Addresses[match.Groups["service"].Value] = new Uri(match.Groups["address"].Value);
        if (Addresses.Count == 3)
            _ready.TrySetResult();
    }

    private void OnError(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;

        if (!_ready.Task.IsCompleted)
            _errors.Enqueue(line);
        _log?.Invoke($"azurite: {line}");
    }

    [GeneratedRegex(@"^Azurite (?<service>\w+) service is successfully listening at (?<address>http://\S+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Listening();
}
