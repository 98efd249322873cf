using System.Collections.Immutable;
using System.Globalization;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Schedules;

/// <summary>Outcome of one of the last runs of a schedule.</summary>
/// <param name="Id">The run.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Duration">From start to end; whole milliseconds.</param>
internal sealed record LastRun(RunId Id, RunStatus Status, TimeSpan Duration)
{
    /// <summary>Number of outcomes that a schedule keeps.</summary>
    public const int MaxKept = 10;

    /// <summary>Adds a run that ended; the newest is the first. A run that never started does not count, as in the totals.</summary>
    public static ImmutableArray<LastRun> Add(ImmutableArray<LastRun> kept, Run ended) => ended.Duration is { } duration
        ? [new LastRun(ended.Id, ended.Status, TimeSpan.FromMilliseconds((long)duration.TotalMilliseconds)), .. kept.Take(MaxKept - 1)]
        : kept;

    /// <summary>Text of a list, for example <c>18ypn1xr74ebpf29ohvpzig0 Succeeded 48211;…</c>. Null: it is empty.</summary>
    public static string? ToColumn(ImmutableArray<LastRun> kept) => kept.IsEmpty ? null : string.Join(
        ';', kept.Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Id} {run.Status} {(long)run.Duration.TotalMilliseconds}")));

    /// <summary>Parses the text of <see cref="ToColumn"/>.</summary>
    public static ImmutableArray<LastRun> FromColumn(string? text) => text is null ? [] :
    [
        .. from run in text.Split(';')
            let parts = run.Split(' ')
            select new LastRun(RunId.Parse(parts[0]), Enum.Parse<RunStatus>(parts[1]), TimeSpan.FromMilliseconds(long.Parse(parts[2], CultureInfo.InvariantCulture))),
    ];
}
