using AgentSched.Base;

namespace AgentSched.Bench;

/// <summary>What arrived in a window.</summary>
/// <param name="Requests">At storage.</param>
/// <param name="Executions">Of functions by queues and the durable engine; 0 where they are not logged.</param>
/// <param name="TelemetryBytes">Exported by the worker as logs, metrics and traces; 0 where nobody takes them.</param>
internal sealed record Counted(RequestCounts Requests, double Executions, double TelemetryBytes)
{
    public Counted Less(Counted other, double times) =>
        new(Requests.Less(other.Requests, times), Executions - (other.Executions * times), TelemetryBytes - (other.TelemetryBytes * times));

    public Counted Per(double count) => new(Requests.Per(count), Executions / count, TelemetryBytes / count);
}

/// <summary>Counts for whole minutes that begin and end at second 55, so that each holds one tick and one sweep.</summary>
internal sealed class CountWindow(BenchRig rig, TelemetrySink? telemetry = null)
{
    private const int Second = 55;

    /// <summary>When the first begins that begins after this time from now.</summary>
    public static DateTimeOffset Next(TimeSpan after = default) => BenchRig.MinuteAfter(after + TimeSpan.FromSeconds(60 - Second)).AddSeconds(Second - 60);

    /// <summary>Returns when the window opens in which the tick at <paramref name="tick"/> is the first.</summary>
    public async Task OpensAsync(DateTimeOffset tick) => await TimeProvider.System.WaitUntilAsync(tick.AddSeconds(Second - 60), CancellationToken.None);

    /// <summary>Counts from the next window on, or from that which opens now.</summary>
    public async Task<Counted> CountAsync(int minutes)
    {
        var now = DateTimeOffset.UtcNow;
        var from = now.Second == Second ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)) : Next();
        await TimeProvider.System.WaitUntilAsync(from, CancellationToken.None);
        var before = Now();
        await TimeProvider.System.WaitUntilAsync(from.AddMinutes(minutes), CancellationToken.None);
        return Now().Less(before, 1);
    }

    private Counted Now() => new(rig.Meter!.Counts, rig.App.Executions, telemetry?.Bytes.Values.Sum() ?? 0);
}
