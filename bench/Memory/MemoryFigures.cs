using System.Diagnostics;

namespace AgentSched.Bench;

/// <summary>What a process tells of its memory.</summary>
/// <param name="Runs">How many runs it has closed.</param>
/// <param name="Allocated">Bytes, all of them since its start.</param>
/// <param name="Heap">Bytes that live after a full collection.</param>
/// <param name="WorkingSet">Bytes.</param>
internal sealed record MemoryFigures(int Runs, long Allocated, long Heap, long WorkingSet)
{
    /// <summary>Collects all garbage first.</summary>
    public static MemoryFigures Now(int runs)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return new MemoryFigures(runs, allocated, GC.GetTotalMemory(forceFullCollection: false), process.WorkingSet64);
    }
}
