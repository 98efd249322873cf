using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AgentSched.Bench;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Gives the worker, as it is built for deployment, a clock that is wrong: .NET loads this assembly before the worker's own
/// (<c>DOTNET_STARTUP_HOOKS</c>). By how many milliseconds it is ahead, stands in the file that <c>AGENTSCHED_BENCH_CLOCK</c> names.
/// The host beside it, and its timers, keep the right one.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = ".NET looks for it without a namespace.")]
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = ".NET looks for it without a namespace.")]
internal sealed class StartupHook : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Worker = "AgentSched.Functions.dll", Hosting = "Microsoft.Extensions.Hosting", Building = "HostBuilding";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly ShiftedClock _clock = new();
    private readonly string _file = Environment.GetEnvironmentVariable("AGENTSCHED_BENCH_CLOCK")!;

    private StartupHook()
    {
        Look();
        new Thread(LookAgainAndAgain) { IsBackground = true, Name = "clock" }.Start();
    }

    /// <summary>Called by .NET.</summary>
    public static void Initialize()
    {
        if (Environment.GetCommandLineArgs() is [var program, ..] && Path.GetFileName(program) == Worker)
        {
            DiagnosticListener.AllListeners.Subscribe(new StartupHook());
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Hosting)
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: Building, Value: IHostBuilder builder })
        {
            builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(_clock));
        }
    }

    public void OnCompleted()
    {
        // Nothing to end.
    }

    public void OnError(Exception error)
    {
        // Of the listener's own; the worker goes on.
    }

    private void LookAgainAndAgain()
    {
        while (true)
        {
            Thread.Sleep(BetweenLooks);
            Look();
        }
    }

    private void Look()
    {
        // While it is written it is empty for a moment.
        if (File.Exists(_file) && int.TryParse(File.ReadAllText(_file), CultureInfo.InvariantCulture, out var milliseconds))
        {
            _clock.Offset = TimeSpan.FromMilliseconds(milliseconds);
        }
    }
}
