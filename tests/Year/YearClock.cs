namespace AgentSched.Year;

/// <summary>The time of the simulation. It moves forward only: to the next event, and where somebody waits for a moment.</summary>
internal sealed class YearClock(DateTimeOffset start)
{
    public DateTimeOffset Now { get; private set; } = start;

    public void MoveTo(DateTimeOffset time) => Now = time > Now ? time : Now;
}

/// <summary>The clock of one process, which is never quite right. Who waits on it does not wait: time jumps.</summary>
/// <param name="year">The right time.</param>
/// <param name="wrongBy">How far this clock is ahead; negative: behind.</param>
internal sealed class ProcessClock(YearClock year, TimeSpan wrongBy) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => year.Now + wrongBy;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero)
        {
            year.MoveTo(year.Now + dueTime);
            callback(state);
        }

        return new EndedTimer();
    }

    private sealed class EndedTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            // nothing is held
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
