using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace AgentSched.Quickstart;

/// <summary>The app as a process of its own, its output in a file. <c>guard.cjs</c> stands between, so that the app ends with this process, however this one ends.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const string Host = "AgentSched.Host.dll";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly Task _output;
    private readonly ConcurrentQueue<string> _tail = [];

    private AppProcess(Process process, string logFile)
    {
        (_process, LogFile) = (process, logFile);
        var writer = TextWriter.Synchronized(new StreamWriter(logFile) { AutoFlush = true });
        _output = Task.WhenAll(CopyAsync(process.StandardOutput, writer), CopyAsync(process.StandardError, writer)).ContinueWith(_ => writer.Dispose(), TaskScheduler.Default);
    }

    public string LogFile { get; }

    /// <summary>Ends when the app does.</summary>
    public Task Exited => _process.WaitForExitAsync();

    public static AppProcess Start(string logFile, int port, IReadOnlyDictionary<string, string> settings)
    {
        var host = Path.Combine(AppContext.BaseDirectory, Host);
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "guard.cjs"), dotnet, host, "--app", BuiltApp(), "--port", port.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        return new AppProcess(Process.Start(start)!, logFile);
    }

    /// <summary>The build puts each project into a folder of its own beside the others; the app's is the same in each configuration.</summary>
    private static string BuiltApp()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, "AgentSched.Functions", "app");
    }

    /// <summary>Returns when the app answers.</summary>
    public async Task ReadyAsync(AppClient client, CancellationToken cancel)
    {
        var limit = Stopwatch.StartNew();
        while (!await client.IsHealthyAsync(cancel))
        {
            if (_process.HasExited)
                throw await EndedAsync();
            if (limit.Elapsed > StartLimit)
                throw new QuickstartException($"The app did not answer within {StartLimit.TotalSeconds:0} s. Its output is in {LogFile}.");

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
        }
    }

    /// <summary>What to say when the app ended although nobody asked it to.</summary>
    public async Task<QuickstartException> EndedAsync()
    {
        await _output;
        return new QuickstartException($"The app ended (exit code {_process.ExitCode}). The last of its output, which is in {LogFile}:{Environment.NewLine}{string.Join(Environment.NewLine, _tail)}");
    }

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            try
            {
                _process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It is gone already.
            }

            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(50));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }

            await _output;
        }
    }

    private async Task CopyAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(line);
            _tail.Enqueue(line);
            while (_tail.Count > 20)
                _tail.TryDequeue(out _);
        }
    }
}
