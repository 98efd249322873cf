using System.Globalization;
using System.Text.Json;
using AgentSched.Http;
using AgentSched.Schedules;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Runs;

/// <summary>Which runs a list shall hold; always newest first, by nominal time.</summary>
/// <param name="Statuses">Only these; empty: all.</param>
/// <param name="Trigger">Only this. Null: any.</param>
/// <param name="From">Not before this, included. Null: from the beginning.</param>
/// <param name="To">Before this, not included. Null: to the end.</param>
/// <param name="Schedule">Only runs of the schedule with this id. Null: any.</param>
/// <param name="Text">Only those with this text in schedule name, message, response or reason, without regard to case. Null: any.</param>
internal sealed record RunSearch(
    IReadOnlyList<RunStatus> Statuses, RunTrigger? Trigger, DateTimeOffset? From, DateTimeOffset? To, string? Schedule, string? Text)
{
    /// <summary>Reads <c>?status=failed,timedOut&amp;trigger=&amp;from=&amp;to=&amp;schedule=&amp;text=</c>.</summary>
    public static RunSearch Read(HttpRequest request, FieldErrors errors)
    {
        var (from, to) = (Instant(request, "from", errors), Instant(request, "to", errors));
        if (to <= from)
        {
            errors.Add("to", "must be later than from");
        }

        var schedule = One(request, "schedule");
        if (schedule is not null && !ScheduleContract.Id().IsMatch(schedule))
        {
            errors.Add("schedule", $"\"{schedule}\" is not a schedule's id: 16 characters of a–z and 0–9");
        }

        return new RunSearch(Words<RunStatus>(request, "status", errors), Words<RunTrigger>(request, "trigger", errors) is [var trigger, ..] ? trigger : null, from, to, schedule, One(request, "text"));
    }

    public bool Matches(Run run) =>
        (Statuses.Count == 0 || Statuses.Contains(run.Status))
        && (Trigger is null || run.Trigger == Trigger)
        && (Schedule is null || run.ScheduleId == Schedule)
        && (Text is null || new[] { run.ScheduleName, run.Message, run.Answer?.Response, run.Sentence }.Any(t => t?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true));

    private static string? One(HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } text] ? text : null;

    private static DateTimeOffset? Instant(HttpRequest request, string name, FieldErrors errors)
    {
        if (One(request, name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant.Year is > 1970 and < 5000)
        {
            return DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
        }

        errors.Add(name, $"\"{text}\" is not an instant such as 2026-03-29T01:00:00Z");
        return null;
    }

    private static List<T> Words<T>(HttpRequest request, string name, FieldErrors errors)
        where T : struct, Enum
    {
        var known = Enum.GetValues<T>().ToDictionary(word => JsonNamingPolicy.CamelCase.ConvertName(word.ToString()), StringComparer.Ordinal);
        var found = new List<T>();
        foreach (var word in (One(request, name) ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (known.TryGetValue(word, out var value))
            {
                found.Add(value);
            }
            else
            {
                errors.Add(name, $"\"{word}\" is not one of {string.Join(", ", known.Keys)}");
            }
        }

        return found;
    }
}

/// <summary>What one look into an agent's history found.</summary>
/// <param name="Runs">Newest first.</param>
/// <param name="Until">The id of the last run that was looked at, where there may be more behind it. Null: that was all.</param>
internal sealed record RunsFound(IReadOnlyList<Run> Runs, string? Until);
