using AgentSched.Engine.Calls;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Openings;

/// <summary>Runs of a message that are opened together, ahead of their second or in it.</summary>
internal sealed record OpeningPhase(RunRequest Request, IReadOnlyList<InFlightRun> Queued, bool IsAhead, DurableTaskClient Durable)
{
    public string Shard => Request.Shard;

    public string Batch { get; } = RunBatch.IdOf(Request.Shard, Request.DueTime, Queued.Select(read => read.Run.Id.ToString()));
}
