using AgentSched.Demo;
using AgentSched.Storage.Rows;
using AgentSched.Tests.Support;

namespace AgentSched.Bench;

/// <summary>What an audit came to.</summary>
/// <param name="Figures">What was counted, in the order in which it is told.</param>
/// <param name="Problems">What must not be; empty where all is well.</param>
internal sealed record ChaosAudit(IReadOnlyList<(string What, long Count)> Figures, IReadOnlyList<string> Problems)
{
    /// <summary>Looks at every row, every blob and every call.</summary>
    /// <param name="storage">The account, past the proxy.</param>
    /// <param name="agents">All of them.</param>
    /// <param name="calls">All that they got.</param>
    /// <param name="callers">With what they were answered.</param>
    /// <param name="until">When the trouble ended: all occurrences until then have a record.</param>
    public static async Task<ChaosAudit> OfAsync(string storage, IReadOnlyList<ChaosAgent> agents, IReadOnlyList<DemoCall> calls, IReadOnlyList<ChaosCaller> callers, DateTimeOffset until)
    {
        var rows = await new Rows(storage).AllAsync();
        var shards = rows.Where(row => row.PartitionKey.StartsWith('s')).ToLookup(row => row.RowKey[0]);
        var runs = shards['x'].Select(RunRow.Read).ToList();
        var (figures, problems) = (new List<(string What, long Count)>(), new List<string>());
        Add("records of runs", runs.Count);
        Check("**what is not at rest** (slots, active runs, rows left to do, marks)", AtRest.Problems(rows));
        Check("**drift** in totals, usage, budgets, ledgers", UsageCheck.Problems(rows));
        Check("**feed** entries too many or too few", FeedCheck.Problems(rows));
        Part(OccurrenceCheck.Look(shards['s'], shards['n'], runs, until));
        Part(ChainCheck.Look(shards['s'], runs));
        Part(RequestCheck.Look(callers, runs, shards['i'].Count()));
        Part(CallCheck.Look(agents, calls, runs));
        Part(await BlobCheck.LookAsync(storage, runs));
        foreach (var end in runs.CountBy(run => $"{run.Trigger}: {run.Status} {run.Reason}", StringComparer.Ordinal).OrderBy(end => end.Key, StringComparer.Ordinal))
        {
            Add(end.Key, end.Value);
        }

        return new ChaosAudit(figures, problems);

        void Add(string what, long count) => figures.Add((what, count));

        void Check(string what, IReadOnlyList<string> found)
        {
            Add(what, found.Count);
            problems.AddRange(found);
        }

        void Part(ChaosAudit part)
        {
            figures.AddRange(part.Figures);
            problems.AddRange(part.Problems);
        }
    }
}
