using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Parity.Worker.App;

namespace Parity.Worker;

/// <summary>The Functions host in a process of its own: <c>func start</c> in the folder of this build, which is the app.</summary>
internal sealed class FuncProcess : IDisposable
{
    /// <summary>Environment variable: the path of func, where it is not on the PATH.</summary>
    public const string PathVariable = "PARITY_FUNC";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private FuncProcess(ProcessStartInfo start, Uri address)
    {
        Address = address;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>Null where there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path)
        {
            return path;
        }

        string[] names = OperatingSystem.IsWindows() ? ["func.exe", "func.cmd"] : ["func"];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Returns when the host says that it runs.</summary>
    public static async Task<FuncProcess> StartAsync(string func, IEnumerable<KeyValuePair<string, string>> settings, string journal, string? origins)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(func)
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { "start", "--port", $"{port}" }.Concat(origins is null ? [] : ["--cors", origins]))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT"] = "1";
        start.Environment["AzureWebJobsSecretStorageType"] = "files";
        start.Environment[Journal.FileVariable] = journal;
        var process = new FuncProcess(start, new Uri($"http://127.0.0.1:{port}/"));
        try
        {
            await process.WhenRunningAsync();
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task WhenRunningAsync()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var began = Stopwatch.GetTimestamp();
        while (!await SaysRunningAsync(http))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"func start does not run the app in {AppContext.BaseDirectory}:\n{string.Join('\n', _output.TakeLast(40))}");
            }

            await Task.Delay(250);
        }
    }

    private static async Task<bool> SaysRunningAsync(HttpClient http)
    {
        try
        {
            return (await http.GetStringAsync("admin/host/status")).Contains("\"Running\"", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
