using AgentSched.Model.Schedules;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Schedules;

/// <summary>Whether an owner may have another schedule of this name.</summary>
public enum Reservation
{
    /// <summary>The name is the schedule's now, and counted.</summary>
    Made,

    /// <summary>Another schedule has the name.</summary>
    NameTaken,

    /// <summary>The owner has as many schedules as it may.</summary>
    QuotaReached,

    /// <summary>Other processes changed the owner's rows at each try; nothing is reserved, and a later try will do.</summary>
    Contended,
}

/// <summary>
/// What must be unique or counted over all of an owner's schedules, which lie in many shards: a row per name, and a counter,
/// in the owner's own partition. A name is reserved before its schedule is inserted and released after it is deleted, so a
/// crash in between leaves only a name without a schedule. The next create of that name takes it over, and an owner whose
/// quota is reached has such names taken away first.
/// </summary>
/// <remarks>
/// All creates of an owner change one counter. Those of one process take turns, so that they do not take its ETag from each other; those of several
/// processes meet at the ETag and back off. A counter without contention (none at all, and a count of the names) could not hold the quota exactly.
/// </remarks>
public sealed class ScheduleNames(TableStore store, ScheduleTable schedules, ShardLine turns, IOptions<ScheduleOptions> options)
{
    /// <summary>How old a reservation must be before its missing schedule means a crash and not a create that is under way.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    /// <summary>With <see cref="PauseAsync"/> about 5 s.</summary>
    private const int Tries = 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    internal static bool IsOtherName(Schedule a, Schedule b) => Keys.Name(a.Name) != Keys.Name(b.Name);

    /// <summary>Reserves a name and counts the schedule, both or neither. Safe to repeat for the same schedule.</summary>
    /// <param name="schedule">Whose name it shall be.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="replaces">The same schedule under its old name, which is counted already. Null: it is a new one.</param>
    internal async Task<Reservation> ReserveAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, Schedule? replaces = null)
    {
        var mended = false;
        for (var tries = 1; tries <= Tries; tries++)
        {
            var reservation = await turns.TakeAsync(TurnOf(schedule), () => TryReserveAsync(schedule, now, replaces, cancel));
            if (reservation == Reservation.QuotaReached && !mended)
            {
                await MendAsync(Keys.Owner(schedule.Tenant, schedule.Owner), schedule.Tenant, now, cancel);
                mended = true;
                continue;
            }

            if (reservation != Reservation.Contended)
            {
                return reservation;
            }

            await PauseAsync(tries, cancel);
        }

        return Reservation.Contended;
    }

    private async Task<Reservation> TryReserveAsync(Schedule schedule, DateTimeOffset now, Schedule? replaces, CancellationToken cancel)
    {
        var partition = Keys.Owner(schedule.Tenant, schedule.Owner);
        var nameKey = Keys.Name(schedule.Name);
        var taken = await store.GetAsync(partition, nameKey, cancel);
        if (taken?.Text("ScheduleId") == schedule.Id)
        {
            return Reservation.Made;
        }

        if (taken is not null && !await IsAbandonedAsync(taken, schedule.Tenant, now, cancel))
        {
            return Reservation.NameTaken;
        }

        var quota = await store.GetAsync(partition, Keys.QuotaRow, cancel);
        var count = quota?.GetInt32("Schedules") ?? 0;
        if (taken is null && replaces is null && count >= options.Value.MaxSchedulesPerOwner)
        {
            return Reservation.QuotaReached;
        }

        var name = new TableEntity(partition, nameKey) { ["Agent"] = schedule.Agent, ["ScheduleId"] = schedule.Id, ["ReservedAt"] = now };
        var transaction = new Transaction(partition);
        _ = taken is null ? transaction.Insert(name) : transaction.Replace(name, taken.ETag);
        var difference = (taken is null ? 1 : 0) - (replaces is null ? 0 : 1);
        if (difference != 0)
        {
            Count(transaction, quota, Math.Max(0, count + difference));
        }

        return await store.CommitAsync(transaction, cancel) ? Reservation.Made : Reservation.Contended;
    }

    /// <summary>Gives a name back. Safe to repeat; does nothing where the name belongs to another schedule by now.</summary>
    /// <param name="schedule">The schedule under the name that goes.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="uncount">False: the schedule goes on under another name, and stays counted.</param>
    internal async Task ReleaseAsync(Schedule schedule, CancellationToken cancel, bool uncount = true)
    {
        for (var tries = 1; tries <= Tries && !await turns.TakeAsync(TurnOf(schedule), () => TryReleaseAsync(schedule, uncount, cancel)); tries++)
        {
            await PauseAsync(tries, cancel);
        }
    }

    /// <returns>False: somebody else changed the owner's rows meanwhile.</returns>
    private async Task<bool> TryReleaseAsync(Schedule schedule, bool uncount, CancellationToken cancel)
    {
        var partition = Keys.Owner(schedule.Tenant, schedule.Owner);
        var nameKey = Keys.Name(schedule.Name);
        var taken = await store.GetAsync(partition, nameKey, cancel);
        if (taken is null || taken.Text("ScheduleId") != schedule.Id)
        {
            return true;
        }

        var transaction = new Transaction(partition).Delete(nameKey, taken.ETag);
        if (uncount)
        {
            var quota = await store.GetAsync(partition, Keys.QuotaRow, cancel);
            Count(transaction, quota, Math.Max(0, (quota?.GetInt32("Schedules") ?? 0) - 1));
        }

        return await store.CommitAsync(transaction, cancel);
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

    /// <summary>Not the turn of the owner's ledger: runs that settle do not wait for creates.</summary>
    private static string TurnOf(Schedule schedule) => $"{Keys.Owner(schedule.Tenant, schedule.Owner)}|names";

    private static Task PauseAsync(int tries, CancellationToken cancel)
    {
        var longest = Math.Min(LongestPause.TotalMilliseconds, 10 * Math.Pow(2, tries));
        return Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + Random.Shared.NextDouble() / 2)), cancel);
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
