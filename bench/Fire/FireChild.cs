using System.Diagnostics;
using System.Text.Json;

namespace AgentSched.Bench;

/// <summary>The process in which <see cref="FireApp"/> runs. It ends when this one closes its standard input, or ends.</summary>
internal sealed class FireChild : IAsyncDisposable
{
    private readonly Process _process;

    private FireChild(Process process) => _process = process;

    public static async Task<FireChild> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FireChild).Assembly.Location, "fire-app"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var child = new FireChild(Process.Start(start)!);
        await child.ReadAsync<string>();
        return child;
    }

    public Task TickAsync() => AskAsync<string>(FireApp.Tick);

    public Task CountOthersAsync(bool on) => AskAsync<string>(on ? FireApp.Listen : FireApp.Silence);

    public Task<int> ClosedAsync() => AskAsync<int>(FireApp.Closed);

    public Task<FireReport> ReportAsync() => AskAsync<FireReport>(FireApp.Report);

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
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

    private async Task<T> AskAsync<T>(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync<T>();
    }

    private async Task<T> ReadAsync<T>() => await _process.StandardOutput.ReadLineAsync() is { } line
        ? JsonSerializer.Deserialize<T>(line)!
        : throw new InvalidOperationException("the app ended; what it said is above");
}
