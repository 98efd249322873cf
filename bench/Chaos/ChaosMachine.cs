using System.Globalization;

namespace AgentSched.Bench;

/// <summary>A machine on which one process of the app runs after the other, on the same port. Its clock may be wrong.</summary>
internal sealed class ChaosMachine : IAsyncDisposable
{
    private readonly Dictionary<string, string> _settings;
    private readonly Action<string> _hear;
    private ChaosProcess? _process;
    private TimeSpan _ahead;
    private volatile bool _isUp;

    /// <param name="settings">The app's.</param>
    /// <param name="hear">Gets each line that the app complains with.</param>
    public ChaosMachine(IReadOnlyDictionary<string, string> settings, Action<string> hear)
    {
        var port = BenchRig.FreePort();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        _hear = hear;
        _settings = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            [ChaosApp.Port] = port.ToString(CultureInfo.InvariantCulture),
            ["AgentSched__PublicUrl"] = Address.ToString(),
        };
    }

    public Uri Address { get; }

    /// <summary>Whether a process has answered since the last one was ended on purpose; else one is starting, or will.</summary>
    public bool IsUp => _isUp;

    public bool IsDead => _process?.HasEnded != false;

    /// <summary>Starts a process; where trouble ends it before it answers, another. Not twice at once.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            _settings[ChaosApp.Ahead] = ((int)_ahead.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            var process = ChaosProcess.Launch(_settings, _hear);
            Interlocked.Exchange(ref _process, process)?.Dispose();
            if (await process.Ready.WaitAsync(TimeSpan.FromMinutes(2), cancel))
            {
                _isUp = true;
                return;
            }

            await Task.Delay(1000, cancel);
        }
    }

    public void Kill()
    {
        _isUp = false;
        _process?.Kill();
    }

    public Task StopAsync()
    {
        _isUp = false;
        return _process?.StopAsync() ?? Task.CompletedTask;
    }

    public void Tick() => _process?.Tick();

    public void Shift(TimeSpan ahead)
    {
        _ahead = ahead;
        _process?.Shift(ahead);
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill();
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }
}
