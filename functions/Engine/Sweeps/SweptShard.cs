using AgentSched.Engine.Calls;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Sweeps;

/// <summary>Findings of a sweep in a shard so far.</summary>
internal sealed class SweptShard(DurableTaskClient durable, DateTimeOffset now)
{
    private readonly Dictionary<string, OrchestrationMetadata?> _batches = new(StringComparer.Ordinal);

    public DurableTaskClient Durable => durable;

    public DateTimeOffset Now => now;

    /// <summary>Agents and schedules whose waiting runs were checked.</summary>
    public HashSet<(AgentKey Agent, string Schedule)> Waiting { get; } = [];

    /// <summary>How many runs the sweep closed.</summary>
    public int Closed { get; set; }

    /// <summary>Abandoned runs, to be sent again.</summary>
    public List<Run> Stuck { get; } = [];

    /// <summary>Same as <see cref="Orchestrations.HolderAsync"/>, but queries each batch once.</summary>
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
