using System.Globalization;

namespace AgentSched.Model.Runs;

/// <summary>One call of a run's agent that has ended.</summary>
/// <param name="Attempt">Its number, counted from 1. Numbers are left out where a crash of the app cut off a call.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When its reply was there, or it failed.</param>
/// <param name="Reason">Outcome of the call. Of an accepted call (202): <see cref="RunReason.Completed"/>.</param>
public sealed record RunCall(int Attempt, DateTimeOffset StartedAt, DateTimeOffset EndedAt, RunReason Reason)
{
    /// <summary>Text of a list, for example <c>1 1767677400120 1767677405330 AgentBusy;…</c>. Null: it is empty.</summary>
    internal static string? ToColumn(IReadOnlyList<RunCall> calls) => calls.Count == 0 ? null : string.Join(
        ';', calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Attempt} {call.StartedAt.ToUnixTimeMilliseconds()} {call.EndedAt.ToUnixTimeMilliseconds()} {call.Reason}")));

    /// <summary>Parses the text of <see cref="ToColumn"/>.</summary>
    internal static IReadOnlyList<RunCall> FromColumn(string? text) => text is null ? [] :
    [
        .. from call in text.Split(';')
            let parts = call.Split(' ')
            select new RunCall(int.Parse(parts[0], CultureInfo.InvariantCulture), Instant(parts[1]), Instant(parts[2]), Enum.Parse<RunReason>(parts[3])),
    ];

    private static DateTimeOffset Instant(string milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}
