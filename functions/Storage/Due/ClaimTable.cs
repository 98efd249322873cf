using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;

namespace AgentSched.Storage.Due;

/// <summary>Commits claims, as many per transaction as fit.</summary>
public sealed class ClaimTable(TableStore store)
{
    /// <summary>Commits claims of one shard. Where one of a batch conflicts, each is tried alone.</summary>
    /// <returns>Those that were committed, as they were committed.</returns>
    internal async Task<IReadOnlyList<Claim>> CommitAsync(IReadOnlyList<Claim> claims, CancellationToken cancel)
    {
        var committed = new List<Claim>();
        foreach (var claim in claims.Where(c => c.MayBeKnown))
        {
            var fresh = await WithoutKnownAsync(claim, cancel);
            if (await store.CommitAsync(fresh.ToTransaction(), cancel))
            {
                committed.Add(fresh);
            }
        }

        foreach (var (batch, transaction) in Batches(claims.Where(c => !c.MayBeKnown)))
        {
            if (await store.CommitAsync(transaction, cancel))
            {
                committed.AddRange(batch);
                continue;
            }

            foreach (var claim in batch)
            {
                if (await CommitAloneAsync(claim, cancel) is { } alone)
                {
                    committed.Add(alone);
                }
            }
        }

        return committed;
    }

    /// <summary>
    /// A conflict means that another tick was faster, or an edit was: then the due row is not what it was, and there is nothing
    /// left to do. Or an occurrence is known although nothing says so: then it is left out.
    /// </summary>
    private async Task<Claim?> CommitAloneAsync(Claim claim, CancellationToken cancel)
    {
        if (await store.CommitAsync(claim.ToTransaction(), cancel))
        {
            return claim;
        }

        var row = await store.GetAsync(claim.Due.Shard, claim.Due.Key, cancel);
        if (row is null || row.ETag != claim.Due.ETag)
        {
            return null;
        }

        var fresh = await WithoutKnownAsync(claim, cancel);
        return await store.CommitAsync(fresh.ToTransaction(), cancel) ? fresh : null; // else the next tick tries
    }

    /// <summary>Known runs counted towards the limit when they were claimed first: the plan, which counted them again, may have seen it reached too early.</summary>
    private async Task<Claim> WithoutKnownAsync(Claim claim, CancellationToken cancel)
    {
        var runs = await WithoutKnownAsync(claim.Due.Shard, claim.Runs, cancel);
        return claim with
        {
            Runs = runs,
            Missed = await WithoutKnownAsync(claim.Due.Shard, claim.Missed, cancel),
            Next = runs.Count < claim.Runs.Count ? CatchUp.After(claim.Due, claim.Until) : claim.Next,
        };
    }

    private async Task<IReadOnlyList<Run>> WithoutKnownAsync(string shard, IReadOnlyList<Run> runs, CancellationToken cancel)
    {
        var unknown = new List<Run>();
        foreach (var run in runs)
        {
            var known = await store.GetAsync(shard, Keys.InFlight(run.Id), cancel)
                ?? await store.GetAsync(shard, Keys.Run(run.Tenant, run.Agent, run.Id), cancel);
            if (known is null)
            {
                unknown.Add(run);
            }
        }

        return unknown;
    }

    private static IEnumerable<(List<Claim> Claims, Transaction Transaction)> Batches(IEnumerable<Claim> claims)
    {
        List<Claim> batch = [];
        Transaction? together = null;
        foreach (var claim in claims)
        {
            var alone = claim.ToTransaction();
            if (together is not null && together.Actions.Count + alone.Actions.Count <= Transaction.MaxActions)
            {
                together.Append(alone);
                batch.Add(claim);
                continue;
            }

            if (together is not null)
            {
                yield return (batch, together);
            }

            (batch, together) = ([claim], alone);
        }

        if (together is not null)
        {
            yield return (batch, together);
        }
    }
}
