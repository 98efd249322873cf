namespace AgentSched.Bench;

/// <summary>How long, how much, how bad.</summary>
/// <param name="Lasts">How long things go wrong.</param>
/// <param name="Agents">How many agents there are; each has a few schedules and a caller.</param>
/// <param name="Seed">Of all that is left to chance.</param>
/// <param name="KillsPerMinute">How often a process is killed, on average.</param>
/// <param name="Faults">The share of storage requests that go wrong.</param>
/// <param name="WithOwnerLimits">Whether owners have limits. What a crash left reserved in their ledgers is looked at after two minutes, which a short test does not have.</param>
internal sealed record ChaosOptions(TimeSpan Lasts, int Agents, int Seed, int KillsPerMinute, double Faults, bool WithOwnerLimits)
{
    public static ChaosOptions Read(Options options)
    {
        var read = options.Read(("minutes", 10, 0), ("seconds", 0, 0), ("agents", 20, 1), ("seed", 1, 0), ("kills-per-minute", 2, 0), ("faults-percent", 2, 0), ("owner-limits", 1, 0));
        return new ChaosOptions(TimeSpan.FromMinutes(read[0]) + TimeSpan.FromSeconds(read[1]), read[2], read[3], read[4], read[5] / 100.0, read[6] > 0);
    }
}
