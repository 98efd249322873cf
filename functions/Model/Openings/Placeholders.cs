using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentSched.Base;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;

namespace AgentSched.Model.Openings;

/// <summary>
/// Placeholders of a message, filled in when its run opens: <c>{{previous.response}}</c>, <c>{{previous.status}}</c>, <c>{{dueTime}}</c> and
/// <c>{{schedule.name}}</c>. Other names in braces stay unchanged, because the agent may use templates, too.
/// </summary>
internal static partial class Placeholders
{
    public const string PreviousResponse = "previous.response";
    public const string PreviousStatus = "previous.status";
    public const string DueTime = "dueTime";
    public const string ScheduleName = "schedule.name";

    private static readonly string[] Known = [PreviousResponse, PreviousStatus, DueTime, ScheduleName];

    /// <summary>Fills in a text in one pass: values are not expanded again, so a response cannot read other values.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">Values by name. Null: the placeholder is replaced by an empty text.</param>
    /// <param name="max">Maximum length of the result, in characters; the rest is cut off.</param>
    public static string Fill(string text, IReadOnlyDictionary<string, string?> values, int max = Schedule.MaxMessageLength) =>
        text.Contains("{{", StringComparison.Ordinal)
            ? Texts.Cut(Braces().Replace(text, found => values.TryGetValue(found.Groups["name"].Value, out var value) ? value ?? string.Empty : found.Value), max)!
            : text;

    /// <summary>The values for a run of a schedule. For a run that follows no other, the <c>previous</c> placeholders are empty.</summary>
    public static IReadOnlyDictionary<string, string?> Of(Run run, Schedule schedule) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        [PreviousResponse] = run.Previous?.Response,
        [PreviousStatus] = run.Previous is { } previous ? JsonNamingPolicy.CamelCase.ConvertName(previous.Status.ToString()) : null,
        [DueTime] = run.DueTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        [ScheduleName] = schedule.Name,
    };

    /// <summary>The error in a message's placeholders; null: none. An unknown name that resembles one of ours is treated as a typo.</summary>
    public static string? Objection(string text)
    {
        foreach (Match found in Braces().Matches(text))
        {
            var name = found.Groups["name"].Value;
            if (Ours().IsMatch(name) && !Known.Contains(name, StringComparer.Ordinal))
            {
                return $"{found.Value} is not a placeholder; use one of {string.Join(", ", Known.Select(known => $"{{{{{known}}}}}"))}";
            }
        }

        return null;
    }

    [GeneratedRegex(@"\{\{[ \t]*(?<name>[A-Za-z][A-Za-z0-9._]{0,63})[ \t]*\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Braces();

    [GeneratedRegex(@"^(previous|schedule)\.|^dueTime\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Ours();
}
