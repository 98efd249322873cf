using AgentSched.Api.Access;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Api.Schedules;

/// <summary>What would fire differently. Pure; asks the one engine for both sides.</summary>
/// <param name="From">The moment that is asked about.</param>
/// <param name="Until">How far both sides were looked at; earlier than 30 days ahead only where they fire very often.</param>
/// <param name="Added">Due times that only the changed schedule has, the first 1,000.</param>
/// <param name="Removed">Due times that only the stored schedule has, the first 1,000.</param>
/// <param name="AddedCount">How many there are.</param>
/// <param name="RemovedCount">How many there are.</param>
/// <param name="Kept">Due times that both have.</param>
/// <param name="Cut">Whether there are more than the answer lists.</param>
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

    /// <summary>Most due times that are compared: 30 days of a schedule that fires twice a minute.</summary>
    public const int MaxCompared = 100_000;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    public static ScheduleDiff Of(Editable stored, Schedule changed, DateTimeOffset now)
    {
        var until = now + Ahead;
        List<DateTimeOffset> added = [], removed = [];
        int addedCount = 0, removedCount = 0, kept = 0;
        using var before = Times(stored.Schedule, stored.Mark, Begin(stored.Schedule, stored.Mark), until).GetEnumerator();
        var isSame = ScheduleTable.HasSameTiming(stored.Schedule, changed);
        using var after = Times(changed, stored.Mark, isSame ? Begin(changed, stored.Mark) : changed.NextAfter(now), until).GetEnumerator();
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
    }

    /// <summary>A schedule that fires goes on where its due row stands, as a tick does.</summary>
    private static Occurrence? Begin(Schedule schedule, DispatchProgress mark) => schedule.Enabled && schedule.DeletedAt is null ? mark.Next : null;

    private static IEnumerable<DateTimeOffset> Times(Schedule schedule, DispatchProgress mark, Occurrence? first, DateTimeOffset until)
    {
        // Jitter is shorter than the shortest gap, so due times come in order, as nominal times do.
        var left = schedule.Spec.Text.MaxRuns - mark.Fired;
        for (var occurrence = left <= 0 ? null : first; occurrence is { } one && one.DueTime <= until; occurrence = schedule.NextAfter(one.NominalTime))
        {
            yield return one.DueTime;
            if (--left <= 0)
            {
                yield break;
            }
        }
    }

    private static void List(List<DateTimeOffset> list, DateTimeOffset time, ref int count)
    {
        if (++count <= MaxListed)
        {
            list.Add(time);
        }
    }
}
