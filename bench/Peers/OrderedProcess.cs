using System.Diagnostics;
using System.Text.Json;

namespace AgentSched.Bench;

/// <summary>A process that answers each line on its standard input with a line of JSON, and says one by itself when it is ready. It ends when its standard input does.</summary>
internal sealed class OrderedProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Process _process;

    private OrderedProcess(Process process) => _process = process;

    /// <summary>CPU time since its start. Only while it runs.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Most memory so far. Only while it runs.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts it; it is ready when this returns.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="settings">Environment variables, besides those of this process.</param>
    public static async Task<OrderedProcess> StartAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var child = new OrderedProcess(Process.Start(start)!);
        await child.ReadAsync<string>();
        return child;
    }

    public async Task<T> AskAsync<T>(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync<T>();
    }

    /// <summary>SIGKILL: nothing of it runs any more when this returns.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(Patience);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
    }

    private async Task<T> ReadAsync<T>() => await _process.StandardOutput.ReadLineAsync() is { } line
        ? JsonSerializer.Deserialize<T>(line)!
        : throw new InvalidOperationException("the process ended; what it said is above");
}
