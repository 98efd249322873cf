using System.Diagnostics;
using System.Globalization;

namespace AgentSched.Bench;

/// <summary>One life of a process in which <see cref="ChaosApp"/> runs.</summary>
internal sealed class ChaosProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChaosProcess(Process process, Action<string> hear)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _ = line.Data is ChaosApp.Ready && _ready.TrySetResult(true);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } said)
            {
                hear(said);
            }
        };
        process.Exited += (_, _) => _ready.TrySetResult(false);
    }

    /// <summary>True when it answers, false when it ended before.</summary>
    public Task<bool> Ready => _ready.Task;

    public bool HasEnded => _process.HasExited;

    public static ChaosProcess Launch(IReadOnlyDictionary<string, string> settings, Action<string> hear)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ChaosProcess).Assembly.Location, "chaos-app"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = new ChaosProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, hear);
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    public void Tick() => Order(ChaosApp.Tick);

    public void Shift(TimeSpan ahead) => Order(string.Create(CultureInfo.InvariantCulture, $"{ChaosApp.Shift} {(int)ahead.TotalMilliseconds}"));

    /// <summary>SIGKILL: nothing of it runs any more when this returns.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
    }

    /// <summary>Asks it to end, and kills it where it does not.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
    }

    public void Dispose() => _process.Dispose();

    private void Order(string order)
    {
        try
        {
            _process.StandardInput.WriteLine(order);
            _process.StandardInput.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // it died just now
        }
    }
}
