using AgentSched.Storage;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Schedules;

/// <summary>Whether an owner may have another schedule of this name.</summary>
public enum Reservation
{
    /// <summary>The name is the caller's now, and counted.</summary>
    Made,

    /// <summary>Another schedule has the name.</summary>
    NameTaken,

    /// <summary>The owner has as many schedules as it may.</summary>
    QuotaReached,
}

/// <summary>
/// What must be unique or counted over all of an owner's schedules, which lie in many shards: a row per name, and a counter,
/// in the owner's own partition. A name is reserved before its schedule is inserted and released after it is deleted, so a
/// crash in between leaves only a reservation without a schedule; the next create of that name takes it over.
/// </summary>
public sealed class OwnerTable(TableStore store, ScheduleTable schedules, IOptions<ScheduleOptions> options)
{
    /// <summary>How old a reservation must be before its missing schedule means a crash and not a create that is under way.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    private const int Tries = 10;

    /// <summary>Reserves a name and counts the schedule, both or neither.</summary>
    internal async Task<Reservation> ReserveAsync(Schedule schedule, DateTimeOffset now, CancellationToken cancel)
    {
        var partition = Keys.Owner(schedule.Tenant, schedule.Owner);
        var nameKey = Keys.Name(schedule.Name);
        for (var tries = 0; tries < Tries; tries++)
        {
            var taken = await store.GetAsync(partition, nameKey, cancel);
            if (taken is not null && !await IsAbandonedAsync(taken, schedule.Tenant, now, cancel))
            {
                return Reservation.NameTaken;
            }

            var quota = await store.GetAsync(partition, Keys.QuotaRow, cancel);
            var count = quota?.GetInt32("Schedules") ?? 0;
            if (taken is null && count >= options.Value.MaxSchedulesPerOwner)
            {
                return Reservation.QuotaReached;
            }

            var name = new TableEntity(partition, nameKey) { ["Agent"] = schedule.Agent, ["ScheduleId"] = schedule.Id, ["ReservedAt"] = now };
            var transaction = new Transaction(partition);
            if (taken is not null)
            {
                transaction.Replace(name, taken.ETag); // counted already
            }
            else
            {
                Count(transaction.Insert(name), quota, count + 1);
            }

            if (await store.CommitAsync(transaction, cancel))
            {
                return Reservation.Made;
            }
        }

        throw new InvalidOperationException($"owner \"{schedule.Owner}\" makes so many schedules at once that none gets through");
    }

    /// <summary>Gives a name back. Safe to repeat; does nothing where the name belongs to another schedule by now.</summary>
    internal async Task ReleaseAsync(Schedule schedule, CancellationToken cancel)
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

            var quota = await store.GetAsync(partition, Keys.QuotaRow, cancel);
            var transaction = new Transaction(partition).Delete(nameKey, taken.ETag);
            Count(transaction, quota, Math.Max(0, (quota?.GetInt32("Schedules") ?? 0) - 1));
            if (await store.CommitAsync(transaction, cancel))
            {
                return;
            }
        }
    }

    private async Task<bool> IsAbandonedAsync(TableEntity name, string tenant, DateTimeOffset now, CancellationToken cancel) =>
        now - name.Time("ReservedAt") > Abandoned
        && await schedules.FindAsync(tenant, name.Text("Agent"), name.Text("ScheduleId"), cancel) is null;

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
