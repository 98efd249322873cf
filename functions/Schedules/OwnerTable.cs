using AgentSched.Storage;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Schedules;

/// <summary>Whether an owner may have another schedule of this name.</summary>
public enum Reservation
{
    /// <summary>The name is the schedule's now, and counted.</summary>
    Made,

    /// <summary>Another schedule has the name.</summary>
    NameTaken,

    /// <summary>The owner has as many schedules as it may.</summary>
    QuotaReached,
}

/// <summary>
/// What must be unique or counted over all of an owner's schedules, which lie in many shards: a row per name, and a counter,
/// in the owner's own partition. A name is reserved before its schedule is inserted and released after it is deleted, so a
/// crash in between leaves only a name without a schedule. The next create of that name takes it over, and an owner whose
/// quota is reached has such names taken away first.
/// </summary>
public sealed class OwnerTable(TableStore store, ScheduleTable schedules, IOptions<ScheduleOptions> options)
{
    /// <summary>How old a reservation must be before its missing schedule means a crash and not a create that is under way.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    private const int Tries = 20;

    internal static bool IsOtherName(Schedule a, Schedule b) => Keys.Name(a.Name) != Keys.Name(b.Name);

    /// <summary>Reserves a name and counts the schedule, both or neither. Safe to repeat for the same schedule.</summary>
    /// <param name="schedule">Whose name it shall be.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="replaces">The same schedule under its old name, which is counted already. Null: it is a new one.</param>
    internal async Task<Reservation> ReserveAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, Schedule? replaces = null)
    {
        var partition = Keys.Owner(schedule.Tenant, schedule.Owner);
        var nameKey = Keys.Name(schedule.Name);
        for (var (tries, mended) = (0, false); tries < Tries; tries++)
        {
            var taken = await store.GetAsync(partition, nameKey, cancel);
            if (taken?.Text("ScheduleId") == schedule.Id)
            {
                return Reservation.Made;
            }

            if (taken is not null && !await IsAbandonedAsync(taken, schedule.Tenant, now, cancel))
            {
                return Reservation.NameTaken;
            }

            var counted = taken is not null || replaces is not null;
            var quota = await store.GetAsync(partition, Keys.QuotaRow, cancel);
            var count = quota?.GetInt32("Schedules") ?? 0;
            if (!counted && count >= options.Value.MaxSchedulesPerOwner)
            {
                if (mended)
                {
                    return Reservation.QuotaReached;
                }

                await MendAsync(partition, schedule.Tenant, now, cancel);
                mended = true;
                continue;
            }

            var name = new TableEntity(partition, nameKey) { ["Agent"] = schedule.Agent, ["ScheduleId"] = schedule.Id, ["ReservedAt"] = now };
            var transaction = new Transaction(partition);
            _ = taken is null ? transaction.Insert(name) : transaction.Replace(name, taken.ETag);
            var difference = (taken is null ? 1 : 0) - (replaces is null ? 0 : 1);
            if (difference != 0)
            {
                Count(transaction, quota, Math.Max(0, count + difference));
            }

            if (await store.CommitAsync(transaction, cancel))
            {
                return Reservation.Made;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 10 * (tries + 1))), cancel);
        }

        throw new InvalidOperationException($"owner \"{schedule.Owner}\" makes so many schedules at once that none gets through");
    }

    /// <summary>Gives a name back. Safe to repeat; does nothing where the name belongs to another schedule by now.</summary>
    /// <param name="schedule">The schedule under the name that goes.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="uncount">False: the schedule goes on under another name, and stays counted.</param>
    internal async Task ReleaseAsync(Schedule schedule, CancellationToken cancel, bool uncount = true)
    {
        var partition = Keys.Owner(schedule.Tenant, schedule.Owner);
        var nameKey = Keys.Name(schedule.Name);
        for (var tries = 0; tries < Tries; tries++)
        {
            var taken = await store.GetAsync(partition, nameKey, cancel);
            if (taken is null || taken.Text("ScheduleId") != schedule.Id)
            {
                return;
            }

            var transaction = new Transaction(partition).Delete(nameKey, taken.ETag);
            if (uncount)
            {
                var quota = await store.GetAsync(partition, Keys.QuotaRow, cancel);
                Count(transaction, quota, Math.Max(0, (quota?.GetInt32("Schedules") ?? 0) - 1));
            }

            if (await store.CommitAsync(transaction, cancel))
            {
                return;
            }
        }
    }

    /// <summary>Takes away names whose schedules do not exist, and counts anew: what a crash between owner and shard left behind.</summary>
    private async Task MendAsync(string partition, string tenant, DateTimeOffset now, CancellationToken cancel)
    {
        var quota = await store.GetAsync(partition, Keys.QuotaRow, cancel);
        var left = 0;
        await foreach (var name in store.QueryAsync(Keys.Prefix(partition, Keys.Names), cancel))
        {
            if (!await IsAbandonedAsync(name, tenant, now, cancel)
                || !await store.CommitAsync(new Transaction(partition).Delete(name.RowKey, name.ETag), cancel))
            {
                left++;
            }
        }

        if (quota is not null && quota.GetInt32("Schedules") != left)
        {
            var transaction = new Transaction(partition);
            Count(transaction, quota, left);
            await store.CommitAsync(transaction, cancel); // else the count moved meanwhile: it is read again
        }
    }

    private async Task<bool> IsAbandonedAsync(TableEntity name, string tenant, DateTimeOffset now, CancellationToken cancel) =>
        now - name.Time("ReservedAt") > Abandoned
        && (await schedules.FindAsync(tenant, name.Text("Agent"), name.Text("ScheduleId"), cancel) is not { Schedule: { DeletedAt: null } schedule }
            || Keys.Name(schedule.Name) != name.RowKey);

    private static void Count(Transaction transaction, TableEntity? quota, int schedules)
    {
        var row = new TableEntity(transaction.Partition, Keys.QuotaRow) { ["Schedules"] = schedules };
        if (quota is null)
        {
            transaction.Insert(row);
        }
        else
        {
            transaction.Replace(row, quota.ETag);
        }
    }
}
