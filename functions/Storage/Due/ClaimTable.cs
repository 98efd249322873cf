using AgentSched.Model.Due;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;

namespace AgentSched.Storage.Due;

/// <summary>Commits claims, as many per transaction as fit.</summary>
public sealed class ClaimTable(TableStore store)
{
    /// <summary>Commits claims of one shard. If a batch conflicts, each of its claims is tried alone.</summary>
    /// <returns>The committed claims, as they were committed.</returns>
    internal async Task<IReadOnlyList<Claim>> CommitAsync(IReadOnlyList<Claim> claims, CancellationToken cancel)
    {
        var committed = new List<Claim>();
        foreach (var claim in claims.Where(c => c.MayOverlapEarlierClaims))
        {
            var fresh = await WithoutExistingAsync(claim, cancel);
            if (await store.CommitAsync(fresh.ToTransaction(), cancel))
            {
                committed.Add(fresh);
            }
        }

        foreach (var (batch, transaction) in Batches(claims.Where(c => !c.MayOverlapEarlierClaims)))
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
    /// Commits one claim and resolves a conflict. If the due row changed, another tick or an edit was faster and nothing is
    /// left to do. Otherwise some occurrences already have runs: they are left out.
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

        var fresh = await WithoutExistingAsync(claim, cancel);
        return await store.CommitAsync(fresh.ToTransaction(), cancel) ? fresh : null; // null: the next tick tries again
    }

    /// <summary>Leaves out runs that exist. They counted towards the run limit when first claimed, and the plan counted them again: it may have reached the limit too early.</summary>
    private async Task<Claim> WithoutExistingAsync(Claim claim, CancellationToken cancel)
    {
        var runs = await WithoutExistingAsync(claim.Due.Shard, claim.Runs, cancel);
        return claim with
        {
            Runs = runs,
            Missed = await WithoutExistingAsync(claim.Due.Shard, claim.Missed, cancel),
            Next = runs.Count < claim.Runs.Count ? CatchUp.After(claim.Due, claim.Until) : claim.Next,
        };
    }

    private async Task<IReadOnlyList<Run>> WithoutExistingAsync(string shard, IReadOnlyList<Run> runs, CancellationToken cancel)
    {
        var unknown = new List<Run>();
        foreach (var run in runs)
        {
            var known = await store.GetAsync(shard, Keys.InFlight(run.Id), cancel)
                ?? await store.GetAsync(shard, Keys.Run(run.AgentKey, run.Id), cancel);
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
