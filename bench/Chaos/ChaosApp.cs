using System.Globalization;
using AgentSched.FunctionsHost;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Bench;

/// <summary>
/// The app as a process of its own, all that <c>functions/Program.cs</c> puts together, with a clock that can be shifted. Takes orders
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
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.Configure<LocalHostOptions>(o => (o.FunctionsAssembly, o.Port) = (typeof(AppBuilder).Assembly, port));
        builder.AddAgentSched();
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is { } order)
        {
            if (order == Tick)
            {
                _ = TickAsync(host.Services.GetRequiredService<LocalHost>());
            }
            else if (order.StartsWith(Shift, StringComparison.Ordinal))
            {
                clock.Offset = Milliseconds(order[Shift.Length..]);
            }
        }

        await host.StopAsync();
    }

    private static async Task TickAsync(LocalHost local)
    {
        try
        {
            await local.RunTimerAsync("DispatchTimer", CancellationToken.None);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"a tick out of turn failed: {e.Message}"); // storage failed; the next tick comes
        }
    }

    private static TimeSpan Milliseconds(string? text) => TimeSpan.FromMilliseconds(int.Parse(text ?? "0", NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture));
}
