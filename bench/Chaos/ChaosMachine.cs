using System.Globalization;
using AgentSched.Azurite;

namespace AgentSched.Bench;

/// <summary>A machine on which one host with its worker runs after the other, on the same port. Its clock may be wrong.</summary>
internal sealed class ChaosMachine : IAsyncDisposable
{
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new();
    private readonly string _clock = Path.GetTempFileName();
    private readonly Dictionary<string, string> _settings;
    private readonly Action<string> _hear;
    private readonly int _port = FreePort.Find();
    private volatile HostedProcess? _process;
    private volatile bool _isUp;

    /// <param name="settings">The app's.</param>
    /// <param name="hear">Gets each line that the app complains with.</param>
    public ChaosMachine(IReadOnlyDictionary<string, string> settings, Action<string> hear)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));
        _hear = hear;
        _settings = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["AgentSched__PublicUrl"] = Address.ToString(),
            ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "AgentSched.ClockHook.dll"),
            ["AGENTSCHED_BENCH_CLOCK"] = _clock,
        };
    }

    public Uri Address { get; }

    /// <summary>Whether a host has answered since the last one was ended on purpose; else one is starting, or will.</summary>
    public bool IsUp => _isUp;

    public bool IsDead => _process?.HasEnded != false;

    /// <summary>Starts a host; where trouble ends it before it answers, another. Not twice at once.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        while (true)
        {
            var process = HostedProcess.Launch(_settings, _port, _hear);
            var earlier = _process;
            _process = process;
            if (earlier is not null)
            {
                await earlier.DisposeAsync();
            }

            try
            {
                await process.ReadyAsync();
                _isUp = true;
                return;
            }
            catch (Exception e) when (e is InvalidOperationException or TimeoutException or HttpRequestException or OperationCanceledException)
            {
                process.Kill();
            }

            await Task.Delay(BetweenStarts, cancel);
        }
    }

    /// <summary>Host and worker.</summary>
    public void Kill()
    {
        _isUp = false;
        _process?.Kill();
    }

    public void KillHost()
    {
        _isUp = false;
        _process?.KillHost();
    }

    /// <summary>Its host starts another; it counts as up meanwhile.</summary>
    public void KillWorker() => _process?.KillWorker();

    public Task StopAsync()
    {
        _isUp = false;
        return _process?.StopAsync() ?? Task.CompletedTask;
    }

    /// <summary>Has the dispatcher run now, whatever its timer says.</summary>
    public async Task TickAsync()
    {
        try
        {
            using var answer = await _http.PostAsync(new Uri(Address, "admin/functions/DispatchTimer"), null);
        }
        catch (HttpRequestException)
        {
            // it died just now
        }
    }

    public void Shift(TimeSpan ahead) => File.WriteAllText(_clock, ((int)ahead.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        File.Delete(_clock);
        _http.Dispose();
    }
}
