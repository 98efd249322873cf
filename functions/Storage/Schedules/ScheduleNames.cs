using AgentSched.Model.Schedules;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Storage.Schedules;

/// <summary>Result of reserving a schedule name.</summary>
public enum Reservation
{
    /// <summary>The name belongs to the schedule, which is counted.</summary>
    Made,

    /// <summary>Another schedule has the name.</summary>
    NameTaken,

    /// <summary>The owner has the maximum number of schedules.</summary>
    QuotaReached,

    /// <summary>Other processes changed the owner's rows during each try; nothing is reserved. Retry later.</summary>
    Contended,
}

/// <summary>
/// Keeps an owner's schedule names unique and counts its schedules, which are in many shards: a row per name, and a counter,
/// in the owner's own partition. A name is reserved before its schedule is inserted and released after it is deleted, so a
/// crash in between leaves only a name without a schedule. The next create with that name takes it over, and such names are
/// removed before a create fails on the quota.
/// </summary>
/// <remarks>
/// All creates of an owner change one counter. Creates in one process are serialized by a lock, so that they do not invalidate each other's ETag; creates in several
/// processes detect conflicts by the ETag and back off. Counting the names instead would avoid the contention, but could not enforce the quota exactly.
/// </remarks>
public sealed class ScheduleNames(TableStore store, ScheduleTable schedules, ShardLocks locks, IOptions<ScheduleOptions> options)
{
    /// <summary>Age above which a reservation without a schedule means a crash and not a create in progress.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    /// <summary>Upper bound of tries; with <see cref="PauseAsync"/> about 5 s.</summary>
    private const int Tries = 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    internal static bool IsOtherName(Schedule a, Schedule b) => !ScheduleName.IsSame(a.Name, b.Name);

    /// <summary>Reserves a name and counts the schedule, both or neither. Safe to repeat for the same schedule.</summary>
    /// <param name="schedule">The schedule with the name to reserve.</param>
    /// <param name="now">Current time.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="replaces">The same schedule under its old name, already counted. Null: the schedule is new.</param>
    internal async Task<Reservation> ReserveAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel, Schedule? replaces = null)
    {
        var mended = false;
        for (var tries = 1; tries <= Tries; tries++)
        {
            var reservation = await locks.LockAsync(LockOf(schedule), () => TryReserveAsync(schedule, now, replaces, cancel));
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
        var (nameKey, taken) = await FindAsync(partition, schedule.Name, cancel);
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

        var name = new TableEntity(partition, nameKey) { ["Agent"] = schedule.Agent, ["AgentId"] = schedule.AgentId.OrNull(), ["ScheduleId"] = schedule.Id, ["ReservedAt"] = now };
        var transaction = new Transaction(partition);
        _ = taken is null ? transaction.Insert(name) : transaction.Replace(name, taken.ETag);
        var difference = (taken is null ? 1 : 0) - (replaces is null ? 0 : 1);
        if (difference != 0)
        {
            Count(transaction, quota, Math.Max(0, count + difference));
        }

        return await store.CommitAsync(transaction, cancel) ? Reservation.Made : Reservation.Contended;
    }

    /// <summary>The schedule of the same owner for which the name of <paramref name="schedule"/> is reserved. Null: there is none. Two or three requests.</summary>
    internal async Task<Schedule?> FindHolderAsync(Schedule schedule, CancellationToken cancel) =>
        (await FindAsync(Keys.Owner(schedule.Tenant, schedule.Owner), schedule.Name, cancel)).Row is { } taken
            ? (await schedules.FindAsync(taken.AgentKey(schedule.Tenant), taken.Text("ScheduleId"), cancel))?.Schedule
            : null;

    /// <summary>Releases a name. Safe to repeat; does nothing if the name belongs to another schedule by now.</summary>
    /// <param name="schedule">The schedule with the name to release.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <param name="uncount">False: the schedule continues under another name and stays counted.</param>
    internal async Task ReleaseAsync(Schedule schedule, CancellationToken cancel, bool uncount = true)
    {
        for (var tries = 1; tries <= Tries && !await locks.LockAsync(LockOf(schedule), () => TryReleaseAsync(schedule, uncount, cancel)); tries++)
        {
            await PauseAsync(tries, cancel);
        }
    }

    /// <returns>False: the owner's rows changed concurrently.</returns>
    private async Task<bool> TryReleaseAsync(Schedule schedule, bool uncount, CancellationToken cancel)
    {
        var partition = Keys.Owner(schedule.Tenant, schedule.Owner);
        var (nameKey, taken) = await FindAsync(partition, schedule.Name, cancel);
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

    /// <summary>Removes names whose schedules do not exist (left by a crash between the owner's and the shard's transaction) and recounts.</summary>
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
            await store.CommitAsync(transaction, cancel); // false: the counter changed concurrently; it is read again
        }
    }

    /// <summary>Key of the lock; not the lock of the owner's ledger, so that settling runs do not wait for creates.</summary>
    private static string LockOf(Schedule schedule) => $"{Keys.Owner(schedule.Tenant, schedule.Owner)}|names";

    private static Task PauseAsync(int tries, CancellationToken cancel)
    {
        var longest = Math.Min(LongestPause.TotalMilliseconds, 10 * Math.Pow(2, tries));
        return Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + Random.Shared.NextDouble() / 2)), cancel);
    }

    private async Task<bool> IsAbandonedAsync(TableEntity name, string tenant, DateTimeOffset now, CancellationToken cancel) =>
        now - name.Time("ReservedAt") > Abandoned
        && (await schedules.FindAsync(name.AgentKey(tenant), name.Text("ScheduleId"), cancel) is not { Schedule: { DeletedAt: null } schedule }
            || !NameKeys.IsKeyOf(name.RowKey, schedule.Name));

    /// <summary>The row that reserves a name, under its key or that of earlier versions. Without a row, the key for a new one.</summary>
    private async Task<(string Key, TableEntity? Row)> FindAsync(string partition, string name, CancellationToken cancel)
    {
        var (key, earlier) = (NameKeys.Of(name), NameKeys.Earlier(name));
        return await store.GetAsync(partition, key, cancel) is { } row ? (key, row)
            : earlier != key && await store.GetAsync(partition, earlier, cancel) is { } old ? (earlier, old)
            : (key, null);
    }

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
