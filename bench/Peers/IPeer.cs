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
/// <param name="Repeated">Calls beyond one per schedule.</param>
/// <param name="Cpu">CPU seconds of the scheduler.</param>
/// <param name="StoreCpu">CPU seconds of its store; null: it is part of the scheduler's process.</param>
/// <param name="PeakBytes">Most memory of the scheduler's process so far.</param>
/// <param name="Closed">From due time until the last outcome stood in the store; null: it stores no outcomes.</param>
internal sealed record PeerRound(double[] Lateness, int Repeated, double Cpu, double? StoreCpu, long PeakBytes, TimeSpan? Closed);

/// <summary>What became of schedules whose scheduler was killed.</summary>
/// <param name="Before">Calls that the agent had when the process was dead.</param>
/// <param name="Lost">Schedules that were never called.</param>
/// <param name="Unanswered">Schedules that were called, and no call lived to see its answer.</param>
/// <param name="Doubled">Calls beyond one per schedule.</param>
/// <param name="Recovered">From the start of the second process to the last first call; null: it called none.</param>
/// <param name="SaidDone">Schedules of which the store says that this time has been run.</param>
/// <param name="Outcomes">Runs whose outcome is on record; null: outcomes are not stored.</param>
internal sealed record PeerKill(int Before, int Lost, int Unanswered, int Doubled, TimeSpan? Recovered, int SaidDone, int? Outcomes);
