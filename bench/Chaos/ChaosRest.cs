using AgentSched.Tests.Support;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Bench;

/// <summary>Waits until every occurrence of the time of trouble is claimed, disables all schedules, and waits until nothing is under way.</summary>
internal sealed class ChaosRest(string storage, ChaosClient client, IReadOnlyList<ChaosAgent> agents, string admin)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10); // one that a budget delayed starts within five
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Rows _rows = new(storage);

    /// <param name="until">When the trouble ended.</param>
    /// <param name="withOwnerLimits">Whether there are ledgers of owners.</param>
    /// <returns>What does not come to rest.</returns>
    public async Task<IReadOnlyList<string>> WaitAsync(DateTimeOffset until, bool withOwnerLimits)
    {
        var unclaimed = await WaitAsync(async () => [.. (await _rows.OfKindAsync('d')).Where(due => due.GetDateTimeOffset("DueTime") <= until).Select(due => $"{due.RowKey} is not claimed")]);
        foreach (var agent in agents)
        {
            foreach (var schedule in agent.Schedules)
            {
                await client.NeedAsync(HttpMethod.Post, $"agents/{agent.Name}/schedules/{schedule}/disable", agent.Key);
            }
        }

        // A budget that is nearly spent lets waiting runs start minutes apart, as it should. Nobody waits for that here.
        foreach (var agent in agents.Where(agent => agent.HasLimits))
        {
            await client.NeedAsync(HttpMethod.Patch, $"agents/{agent.Name}", agent.Key, new { limits = new { dayUsd = 1000 } });
        }

        var restless = await WaitAsync(async () => [.. (await _rows.AllAsync()).Where(row => row.PartitionKey.StartsWith('s') && row.RowKey[0] is 'r' or 'q').Select(row => $"{row.RowKey} {row.GetString("Status")}: still under way")]);
        var orchestrations = await WaitAsync(OrchestrationsAsync);
        var reserved = withOwnerLimits ? await WaitAsync(ReservedAsync) : [];
        return [.. unclaimed, .. restless, .. orchestrations, .. reserved];
    }

    /// <summary>What a crash between a run's end and its settling left reserved; whoever looks at a ledger after two minutes settles it.</summary>
    private async Task<IReadOnlyList<string>> ReservedAsync()
    {
        var left = new List<string>();
        foreach (var owner in ChaosSetup.Limited)
        {
            var limits = await client.NeedAsync(HttpMethod.Get, $"owners/{owner}/limits", admin);
            if ((int)limits["underWay"]! is > 0 and var count)
            {
                left.Add($"the ledger of {owner} has reserved for {count} runs");
            }
        }

        return left;
    }

    /// <summary>One that waits for a callback whose event was lost with its process is ended by its own timer, an hour later perhaps.</summary>
    private async Task<IReadOnlyList<string>> OrchestrationsAsync()
    {
        var calledBack = (await _rows.OfKindAsync('x')).Where(run => run.GetDateTimeOffset("AcceptedAt") is not null && run.GetDateTimeOffset("FinishedAt") is not null).Select(run => run.GetString("RunId")).ToHashSet();
        var left = new List<string>();
        try
        {
            await foreach (var row in new TableClient(storage, "AgentSchedInstances").QueryAsync<TableEntity>("RuntimeStatus eq 'Running' or RuntimeStatus eq 'Pending'"))
            {
                // A late copy of an earlier request may put the status back to Running when the end is written already: only this row says so, nothing runs.
                if (!calledBack.Contains(row.PartitionKey) && row.GetDateTimeOffset("CompletedTime") is null)
                {
                    left.Add($"orchestration {row.PartitionKey}: still {row.GetString("RuntimeStatus")}");
                }
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // none was ever started
        }

        return left;
    }

    private static async Task<IReadOnlyList<string>> WaitAsync(Func<Task<IReadOnlyList<string>>> look)
    {
        var giveUp = DateTimeOffset.UtcNow + Limit;
        while (true)
        {
            var left = await look();
            if (left.Count == 0 || DateTimeOffset.UtcNow > giveUp)
            {
                return left;
            }

            await Task.Delay(Pause);
        }
    }
}
