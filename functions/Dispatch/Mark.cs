using AgentSched.Schedules;
using AgentSched.Storage;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Dispatch;

/// <summary>
/// How far a schedule has been dispatched. It has a row of its own beside the schedule, so that ticks and ending runs do not
/// contend for one ETag, under a key that follows from the schedule alone, so that an edit finds the due row with one read.
/// Each claim writes it in its transaction: who replaces it by its ETag knows that no tick moved the due row meanwhile.
/// </summary>
/// <param name="Next">Where the due row stands. Null: there is none.</param>
/// <param name="ClaimedUntil">The last nominal time that was claimed or recorded. Null: none was.</param>
/// <param name="Fired">Occurrences that started so far.</param>
/// <param name="Problem">Why there is no due row although the schedule is enabled: it was set aside. Null: all is well.</param>
/// <param name="ETag">Guards the next change.</param>
internal sealed record Mark(Occurrence? Next, DateTimeOffset? ClaimedUntil, int Fired, string? Problem = null, ETag ETag = default)
{
    public static readonly Mark New = new(Next: null, ClaimedUntil: null, Fired: 0);

    public static Mark Read(TableEntity row) => new(
        row.GetDateTimeOffset("DueTime") is { } due ? new Occurrence(row.GetDateTimeOffset("NominalTime") ?? due, due) : null,
        row.GetDateTimeOffset("ClaimedUntil"),
        row.GetInt32("Fired") ?? 0,
        row.GetString("Problem"),
        row.ETag);

    public TableEntity Write(string shard, string tenant, string agent, string scheduleId) => new(shard, Keys.Mark(tenant, agent, scheduleId))
    {
        ["NominalTime"] = Next?.NominalTime,
        ["DueTime"] = Next?.DueTime,
        ["ClaimedUntil"] = ClaimedUntil,
        ["Fired"] = Fired,
        ["Problem"] = Problem,
    };
}
