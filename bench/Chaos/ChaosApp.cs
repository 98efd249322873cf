using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Bench;

/// <summary>
/// The app and its host as a process of their own. The app's clock can be shifted; the host fires timers by the real one. Takes orders
/// from standard input; says on standard output when it answers; its warnings go to standard error.
/// </summary>
internal static class ChaosApp
{
    /// <summary>The orders: a tick now; so many milliseconds ahead of the time (<c>shift -30000</c>).</summary>
    public const string Tick = "tick", Shift = "shift";

    /// <summary>What it says when it answers.</summary>
    public const string Ready = "ready";

    /// <summary>The settings that say on which port, and how far the clock is ahead at the start, in milliseconds.</summary>
    public const string Port = "CHAOS_PORT", Ahead = "CHAOS_AHEAD";

    public static int Run(Options options)
    {
        options.Read();
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        var clock = new ShiftedClock { Offset = Milliseconds(Environment.GetEnvironmentVariable(Ahead)) };
        var port = int.Parse(Environment.GetEnvironmentVariable(Port)!, CultureInfo.InvariantCulture);
        await using var app = await HostedApp.StartAsync(
            builder =>
            {
                builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
                builder.Services.AddSingleton<TimeProvider>(clock);
            },
            port);
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is { } order)
        {
            if (order == Tick)
            {
                _ = TickAsync(app);
            }
            else if (order.StartsWith(Shift, StringComparison.Ordinal))
            {
                clock.Offset = Milliseconds(order[Shift.Length..]);
            }
        }
    }

    private static async Task TickAsync(HostedApp app)
    {
        try
        {
            await app.TickAsync();
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"a tick out of turn failed: {e.Message}"); // storage failed; the next tick comes
        }
    }

    private static TimeSpan Milliseconds(string? text) => TimeSpan.FromMilliseconds(int.Parse(text ?? "0", NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture));
}
