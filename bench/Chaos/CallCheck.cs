using AgentSched.Demo;
using AgentSched.Model.Runs;

namespace AgentSched.Bench;

/// <summary>
/// What the agents saw: each call carries the key of a run of that agent that started, each run that succeeded was called for, a call
/// is repeated only under its own key, and never are there calls for more runs at once than the agent allows.
/// </summary>
internal static class CallCheck
{
    public static ChaosAudit Look(IReadOnlyList<ChaosAgent> agents, IReadOnlyList<DemoCall> calls, IReadOnlyList<Run> runs)
    {
        var byId = runs.ToDictionary(run => run.Id.ToString(), StringComparer.Ordinal);
        var byKey = calls.ToLookup(call => call.IdempotencyKey, StringComparer.Ordinal);
        var strange = calls.Where(call => !byId.TryGetValue(call.IdempotencyKey, out var run) || run.StartedAt is null || !call.Message.StartsWith($"[{run.Agent}]", StringComparison.Ordinal))
            .Select(call => $"call {call.Number} under {call.IdempotencyKey} \"{call.Message}\" belongs to no run that started").ToList();
        var silent = runs.Where(run => run.Status == RunStatus.Succeeded && !byKey.Contains(run.Id.ToString())).Select(run => $"run {run.Id} succeeded without a call").ToList();

        // Retries of a run are calls that it means to make; what is beyond them was repeated because an answer was lost.
        var retries = runs.Sum(run => Math.Max(0, run.Attempts - 1));
        var crowds = agents.SelectMany(agent => Crowds(agent, calls, byId)).ToList();
        return new ChaosAudit(
            [
                ("calls", calls.Count),
                ("runs that were called for", byKey.Count),
                ("retries that the records tell of", retries),
                ("calls repeated under their own key, beyond retries", Math.Max(0, calls.Count - byKey.Count - retries)),
                ("**calls under a strange key**", strange.Count),
                ("**runs that succeeded without a call**", silent.Count),
                ("**calls beside more than the agent allows**", crowds.Count),
            ],
            [.. strange, .. silent, .. crowds]);
    }

    /// <summary>A run that was taken back or timed out has given its slot back; its call may go on for a while in another process, and does not count.</summary>
    private static IEnumerable<string> Crowds(ChaosAgent agent, IReadOnlyList<DemoCall> calls, Dictionary<string, Run> runs)
    {
        var mine = calls.Where(call => call.Message.StartsWith($"[{agent.Name}]", StringComparison.Ordinal) && runs.TryGetValue(call.IdempotencyKey, out var run) && run.Status is not (RunStatus.Cancelled or RunStatus.TimedOut))
            .OrderBy(call => call.ReceivedAt).ToList();
        var open = new List<DemoCall>();
        foreach (var call in mine)
        {
            open.RemoveAll(other => other.FinishedAt <= call.ReceivedAt);
            open.Add(call);
            var beside = open.Select(other => other.IdempotencyKey).Distinct(StringComparer.Ordinal).ToList();
            if (beside.Count > agent.MaxConcurrent)
            {
                yield return $"{agent.Name} had calls of {beside.Count} runs at once at {call.ReceivedAt:O}, and allows {agent.MaxConcurrent}: {string.Join(' ', beside)}";
            }
        }
    }
}
