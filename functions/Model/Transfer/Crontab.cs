using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AgentSched.Base;
using AgentSched.Model.Schedules;

namespace AgentSched.Model.Transfer;

/// <summary>
/// A user's crontab (crontab(5)), read line by line: five fields or a macro and a command; comments; variables. The fields themselves are checked later, as those of any schedule.
/// </summary>
internal sealed partial class Crontab
{
    private const int MaxDescription = 1000;
    private static readonly string[] Macros = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    private readonly List<CrontabEntry> _entries = [];
    private readonly List<CrontabNote> _errors = [];
    private readonly List<CrontabNote> _notes = [];
    private readonly List<string> _comments = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private string? _zone;

    private Crontab(string text)
    {
        foreach (var (index, line) in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Index())
        {
            Read(index + 1, line.Trim());
        }
    }

    public IReadOnlyList<CrontabEntry> Entries => _entries;

    /// <summary>Lines that cannot become a schedule, and why.</summary>
    public IReadOnlyList<CrontabNote> Errors => _errors;

    /// <summary>Lines that have no effect, and why.</summary>
    public IReadOnlyList<CrontabNote> Notes => _notes;

    public static Crontab Parse(string text) => new(text);

    /// <summary>Whether a line has the form of an entry: five fields of a crontab or a macro, and a command.</summary>
    public static bool IsEntry(string line) => Entry().IsMatch(line.Trim());

    private void Read(int line, string text)
    {
        if (text.Length == 0)
        {
            _comments.Clear();
        }
        else if (text[0] == '#')
        {
            Comment(line, text.TrimStart('#').Trim());
        }
        else if (Variable().Match(text) is { Success: true } variable)
        {
            Set(line, variable.Groups["name"].Value.Trim('"', '\''), variable.Groups["value"].Value.Trim().Trim('"', '\''));
            _comments.Clear();
        }
        else
        {
            ReadEntry(line, text);
            _comments.Clear();
        }
    }

    private void Comment(int line, string comment)
    {
        if (IsEntry(comment))
        {
            _notes.Add(new CrontabNote(line, "the entry is commented out and is not imported"));
            _comments.Clear();
        }
        else if (comment.Length > 0)
        {
            _comments.Add(comment);
        }
    }

    private void Set(int line, string name, string value)
    {
        switch (name)
        {
            case "CRON_TZ" when value.Contains(' ', StringComparison.Ordinal):
                _errors.Add(new CrontabNote(line, "CRON_TZ needs a line of its own; the entries below it are in that zone"));
                break;
            case "CRON_TZ":
                _zone = value.Length == 0 ? null : value;
                break;
            default:
                _notes.Add(new CrontabNote(line, name switch
                {
                    "MAILTO" or "MAILFROM" => $"{name} is ignored: no mail is sent; a webhook of the agent can report runs",
                    "TZ" => "TZ is ignored: cron gives it to commands and does not apply it to their times; CRON_TZ does",
                    "RANDOM_DELAY" => "RANDOM_DELAY is ignored; the field jitter of a schedule delays its occurrences",
                    _ => $"{name} is ignored: a command becomes a message to the agent and has no environment",
                }));
                break;
        }
    }

    private void ReadEntry(int line, string text)
    {
        var parts = text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var isMacro = text[0] == '@';
        var fields = isMacro ? 1 : 5;
        if (Objection(parts, isMacro) is { } objection)
        {
            _errors.Add(new CrontabNote(line, objection));
            return;
        }

        var command = Unescaped(Rest(text, fields));
        var description = string.Join('\n', _comments);
        _entries.Add(new CrontabEntry(
            line, NameOf(command), string.Join(' ', parts.Take(fields)), _zone, !isMacro && parts[2][0] != '*' && parts[4][0] != '*', command, description.Length == 0 ? null : Texts.Cut(description, MaxDescription)));
    }

    private static string? Objection(string[] parts, bool isMacro) =>
        parts[0] == "@reboot" ? "@reboot has no time: an agent does not start with a machine; write when it is to run"
        : isMacro && !Macros.Contains(parts[0], StringComparer.Ordinal) ? $"{parts[0]} is not a macro of cron; known are {string.Join(", ", Macros)}"
        : isMacro && parts.Length < 2 ? $"{parts[0]} has no command"
        : isMacro ? null
        : parts.Length < 5 || !parts.Take(5).All(Field().IsMatch) ? "is not an entry: minute, hour, day of month, month, day of week and a command are expected"
        : parts.Length < 6 ? "has no command after its five fields"
        : TimeField().IsMatch(parts[5]) ? "has six fields of time; an entry of a crontab has five"
        : parts is [_, _, _, _, _, "root", _, ..] ? "has the user root as its sixth field, as /etc/crontab does; leave the user out, or send a user's crontab (crontab -l)"
        : null;

    /// <summary>The text after some fields, with its own spaces.</summary>
    private static string Rest(string text, int fields)
    {
        for (; fields > 0; fields--)
        {
            text = text[text.IndexOfAny([' ', '\t'])..].TrimStart(' ', '\t');
        }

        return text;
    }

    /// <summary>cron ends the command's line at an unescaped percent sign.</summary>
    private static string Unescaped(string command) => command.Replace("\\%", "\0", StringComparison.Ordinal).Replace('%', '\n').Replace('\0', '%').Trim();

    private string NameOf(string command)
    {
        var line = new StringBuilder();
        foreach (var rune in ScheduleName.Normalize(Spaces().Replace(command, " ")).EnumerateRunes().Where(rune => Texts.Invisible(rune.ToString()) is null).Take(ScheduleName.MaxLength))
        {
            line.Append(rune);
        }

        var name = line.ToString().Trim();
        for (var number = 2; !_names.Add(ScheduleName.Fold(name)); number++)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $" ({number})");
            name = Texts.Cut(line.ToString(), ScheduleName.MaxLength - suffix.Length)!.Trim() + suffix;
        }

        return name;
    }

    [GeneratedRegex(@"^(@[a-z]+|([0-9*][0-9*/,\-~]*[ \t]+){2}[0-9*?LW][0-9*/,\-?LW]*([ \t]+([0-9*?][0-9A-Za-z*/,\-#]*|[A-Za-z]{3}([,\-/][0-9A-Za-z,\-/]*)?)){2})[ \t]+\S", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^(?<name>""[^""]+""|'[^']+'|[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?<value>.*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^[0-9A-Za-z*/,\-~?#]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"^(\*|[0-9]+)([-/,][0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex TimeField();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
