using AgentSched.Api.Access;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Schedules;

namespace AgentSched.Api.Schedules;

/// <summary>Difference between the due times of a stored and a changed schedule. Pure; both sides use the same engine.</summary>
/// <param name="From">Start of the comparison.</param>
/// <param name="Until">End of the comparison: 30 days ahead, or earlier if the schedules fire very often.</param>
/// <param name="Added">Due times that only the changed schedule has, the first 1,000.</param>
/// <param name="Removed">Due times that only the stored schedule has, the first 1,000.</param>
/// <param name="AddedCount">Number of all added due times.</param>
/// <param name="RemovedCount">Number of all removed due times.</param>
/// <param name="Kept">Due times that both have.</param>
/// <param name="Cut">Whether there are more than the answer lists, or the comparison ended early.</param>
internal sealed record ScheduleDiff(
    DateTimeOffset From,
    DateTimeOffset Until,
    IReadOnlyList<DateTimeOffset> Added,
    IReadOnlyList<DateTimeOffset> Removed,
    int AddedCount,
    int RemovedCount,
    int Kept,
    bool Cut)
{
    public const int MaxListed = 1000;

    /// <summary>Upper bound of compared due times: more than 30 days of a schedule that fires twice a minute.</summary>
    public const int MaxCompared = 100_000;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    public static ScheduleDiff Of(EditableSchedule stored, Schedule changed, DateTimeOffset now)
    {
        var until = now + Ahead;
        List<DateTimeOffset> added = [], removed = [];
        int addedCount = 0, removedCount = 0, kept = 0;
        var mark = ScheduleTable.HasSameTiming(stored.Schedule, changed) ? stored.Mark : stored.Mark with { Next = changed.NextAfter(now) };
        using var before = Times(stored.Schedule, stored.Mark).GetEnumerator();
        using var after = Times(changed, mark).GetEnumerator();
        var (hasBefore, hasAfter) = (before.MoveNext(), after.MoveNext());
        for (var compared = 0; hasBefore || hasAfter; compared++)
        {
            if (compared == MaxCompared)
            {
                until = hasBefore && (!hasAfter || before.Current < after.Current) ? before.Current : after.Current;
                break;
            }

            if (hasBefore && hasAfter && before.Current == after.Current)
            {
                kept++;
                (hasBefore, hasAfter) = (before.MoveNext(), after.MoveNext());
            }
            else if (hasBefore && (!hasAfter || before.Current < after.Current))
            {
                List(removed, before.Current, ref removedCount);
                hasBefore = before.MoveNext();
            }
            else
            {
                List(added, after.Current, ref addedCount);
                hasAfter = after.MoveNext();
            }
        }

        return new ScheduleDiff(now, until, added, removed, addedCount, removedCount, kept, addedCount > MaxListed || removedCount > MaxListed || until < now + Ahead);

        // Jitter is shorter than the shortest gap, so due times come in order, as nominal times do.
        IEnumerable<DateTimeOffset> Times(Schedule schedule, DispatchProgress progress) =>
            schedule.Upcoming(progress, now).Select(occurrence => occurrence.DueTime).TakeWhile(due => due <= now + Ahead);
    }

    private static void List(List<DateTimeOffset> list, DateTimeOffset time, ref int count)
    {
        if (++count <= MaxListed)
        {
            list.Add(time);
        }
    }
}
