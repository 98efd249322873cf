namespace AgentSched.Bench;

/// <summary>The system's clock, off by an amount that may change at any time: what an operator or a bad time server does to a machine. Waits are as long as ever.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _ticks;

    /// <summary>How much it is ahead; negative: behind.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
        set => Interlocked.Exchange(ref _ticks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
