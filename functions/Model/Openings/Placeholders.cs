using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentSched.Base;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Model.Openings;

/// <summary>
/// What a message may leave open until its run opens: <c>{{previous.response}}</c>, <c>{{previous.status}}</c>, <c>{{dueTime}}</c> and
/// <c>{{schedule.name}}</c>. Other words in braces are the message's own (its agent may fill in templates too) and stay as they are.
/// </summary>
internal static partial class Placeholders
{
    public const string PreviousResponse = "previous.response";
    public const string PreviousStatus = "previous.status";
    public const string DueTime = "dueTime";
    public const string ScheduleName = "schedule.name";

    private static readonly string[] Known = [PreviousResponse, PreviousStatus, DueTime, ScheduleName];

    /// <summary>Fills in a text, once: what a value brings along is never expanded again, so a response cannot reach for other values.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">By name. Null: there is none, and the placeholder leaves nothing behind.</param>
    /// <param name="max">The result is cut to so many characters.</param>
    public static string Fill(string text, IReadOnlyDictionary<string, string?> values, int max = Schedule.MaxMessageLength) =>
        text.Contains("{{", StringComparison.Ordinal)
            ? Texts.Cut(Braces().Replace(text, found => values.TryGetValue(found.Groups["name"].Value, out var value) ? value ?? string.Empty : found.Value), max)!
            : text;

    /// <summary>The values for a run of a schedule. A run that follows no other has no <c>previous</c>: its placeholders leave nothing behind.</summary>
    public static IReadOnlyDictionary<string, string?> Of(Run run, Schedule schedule) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        [PreviousResponse] = run.Previous?.Response,
        [PreviousStatus] = run.Previous is { } previous ? JsonNamingPolicy.CamelCase.ConvertName(previous.Status.ToString()) : null,
        [DueTime] = run.DueTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        [ScheduleName] = schedule.Name,
    };

    /// <summary>What is wrong with the placeholders of a message; null: nothing. A word that looks like one of ours and is none is a slip of the pen.</summary>
    public static string? Objection(string text)
    {
        foreach (Match found in Braces().Matches(text))
        {
            var name = found.Groups["name"].Value;
            if (Ours().IsMatch(name) && !Known.Contains(name, StringComparer.Ordinal))
            {
                return $"{found.Value} is not a placeholder; known are {string.Join(", ", Known.Select(known => $"{{{{{known}}}}}"))}";
            }
        }

        return null;
    }

    [GeneratedRegex(@"\{\{[ \t]*(?<name>[A-Za-z][A-Za-z0-9._]{0,63})[ \t]*\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Braces();

    [GeneratedRegex(@"^(previous|schedule)\.|^dueTime\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Ours();
}
