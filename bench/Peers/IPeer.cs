using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>A scheduler under comparison.</summary>
internal interface IPeer
{
    string Name { get; }

    /// <summary>How it is set: what its own documentation says for work that must survive a crash. Markdown.</summary>
    string Settings { get; }

    /// <summary>All schedules come due in one second, twice, in a process that has called the agent before.</summary>
    /// <returns>First and second time.</returns>
    Task<PeerRound[]> RunAsync(DemoAgent agent, int schedules);

    /// <summary>All schedules come due in one second; the process is killed when the agent has had half of the calls, and started again.</summary>
    Task<PeerKill> KillAsync(DemoAgent agent, int schedules);
}

/// <summary>Schedules that came due together.</summary>
/// <param name="Lateness">From due time to the agent's socket, in seconds, sorted.</param>
/// <param name="Lost">Schedules that were not called.</param>
/// <param name="Repeated">Calls beyond one per schedule.</param>
/// <param name="Cpu">CPU seconds of the scheduler.</param>
/// <param name="StoreCpu">CPU seconds of its store; null: it is part of the scheduler's process.</param>
/// <param name="PeakBytes">Most memory of the scheduler's processes so far.</param>
/// <param name="Closed">From due time until the last outcome stood in the store; null: it stores no outcomes, or not all stood there.</param>
internal sealed record PeerRound(double[] Lateness, int Lost, int Repeated, double Cpu, double? StoreCpu, long PeakBytes, TimeSpan? Closed);

/// <summary>What became of schedules whose scheduler was killed.</summary>
/// <param name="Before">Calls that the agent had when the process was dead.</param>
/// <param name="Lost">Schedules that were never called.</param>
/// <param name="Unanswered">Schedules that were called, and no call lived to see its answer.</param>
/// <param name="Repeated">Calls beyond one per schedule.</param>
/// <param name="Back">From the start of the second process to its first call; null: it made none.</param>
/// <param name="Through">From there to its last call; null likewise.</param>
/// <param name="SaidDone">Schedules of which the store says that this time has been run.</param>
/// <param name="Outcomes">Runs whose success is on record; null: outcomes are not stored.</param>
internal sealed record PeerKill(int Before, int Lost, int Unanswered, int Repeated, TimeSpan? Back, TimeSpan? Through, int SaidDone, int? Outcomes)
{
    /// <summary>Reads the rest from the calls.</summary>
    public static PeerKill Of(Calls calls, int schedules, int before, DateTimeOffset restarted, int saidDone, int? outcomes)
    {
        var (called, later) = (calls.First().Count, calls.Since(restarted));
        return new PeerKill(
            before, schedules - called, called - calls.Answered(), calls.Count - called,
            later.Count == 0 ? null : later[0] - restarted, later.Count == 0 ? null : later[^1] - restarted, saidDone, outcomes);
    }
}
