using AgentSched.Engine.Calls;
using AgentSched.Model.Runs;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Sweeps;

/// <summary>What a sweep has found in a shard so far.</summary>
internal sealed class SweptShard(DurableTaskClient durable, DateTimeOffset now)
{
    private readonly Dictionary<string, OrchestrationMetadata?> _batches = new(StringComparer.Ordinal);

    public DurableTaskClient Durable => durable;

    public DateTimeOffset Now => now;

    /// <summary>Agents and schedules whose waiting runs were looked after.</summary>
    public HashSet<(string Tenant, string Agent, string Schedule)> Waiting { get; } = [];

    /// <summary>Runs that were closed because nobody else did.</summary>
    public int Closed { get; set; }

    /// <summary>Runs that nobody is at work on, to be sent again.</summary>
    public List<Run> Stuck { get; } = [];

    /// <summary>As <see cref="Orchestrations.HolderAsync"/>; asks once for each batch.</summary>
    public async Task<OrchestrationMetadata?> HolderAsync(Run run, CancellationToken cancel)
    {
        if (run.IsAlone)
        {
            return await durable.HolderAsync(run, cancel);
        }

        if (!_batches.TryGetValue(run.Instance, out var batch))
        {
            _batches[run.Instance] = batch = await durable.GetInstanceAsync(run.Instance, getInputsAndOutputs: true, cancel);
        }

        return batch.Holds(run) ? batch : null;
    }
}
