using System.Text.RegularExpressions;
using AgentSched.Base;
using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Reads commands about schedules that exist: list, pause, resume, run, delete, show next. Whether a schedule has the name is for the caller to find out.</summary>
internal static partial class ManageCommands
{
    /// <summary>Upper bound of such a command; names of schedules are shorter.</summary>
    private const int MostCharacters = 300;

    /// <summary>Reads the text of a command without its agent. Null: it is not about schedules that exist.</summary>
    public static ManageCommand? Read(string text)
    {
        text = Courtesy().Replace(Spaces().Replace(NormalForm.Of(text).Trim(), " "), "").TrimEnd('.', '!', '?', ' ');
        if (text.Length > MostCharacters)
        {
            return null;
        }

        if (List().Match(text) is { Success: true } list)
        {
            return new ManageCommand(ManageVerb.List, Name: null, IsExplicit: true, Agent: list.Groups["agent"] is { Success: true, Value: var agent } ? agent.ToLowerInvariant() : null)
            {
                State = list.Groups["state"].Value.ToLowerInvariant() switch { "" => ListedState.All, "active" or "enabled" => ListedState.Active, _ => ListedState.Paused },
            };
        }

        if (NextOfAll().IsMatch(text))
        {
            return new ManageCommand(ManageVerb.Next, Name: null, IsExplicit: true);
        }

        if (Next().Match(text) is { Success: true } next)
        {
            return Named(ManageVerb.Next, next.Groups["name"].Value);
        }

        if (NoName().Match(text) is { Success: true } bare)
        {
            return new ManageCommand(Verb(bare.Groups["verb"].Value.ToLowerInvariant()), Name: "", IsExplicit: true) { Word = bare.Groups["verb"].Value };
        }

        return Change().Match(text) is { Success: true } change && Verb(change.Groups["verb"].Value.ToLowerInvariant()) is var verb
            ? Named(verb, verb == ManageVerb.Other ? Occurrence().Replace(change.Groups["name"].Value, "") : change.Groups["name"].Value, mayLast: verb == ManageVerb.Pause) with { Word = change.Groups["verb"].Value }
            : null;
    }

    /// <summary>When a pause ends.</summary>
    /// <param name="words"><see cref="ManageCommand.Until"/>.</param>
    /// <param name="zone">Default zone.</param>
    /// <param name="now">Current time.</param>
    /// <returns>Null: the words are not a single time in the future.</returns>
    public static DateTimeOffset? UntilOf(string words, string zone, DateTimeOffset now) =>
        EnglishReader.Mean(words, zone, now).Specs.FirstOrDefault(spec => spec.At is not null) is { } once ? ScheduleSpec.Parse(once).NextAfter(now) : null;

    private static ManageCommand Named(ManageVerb verb, string words, bool mayLast = false)
    {
        var name = Bare(words, out var isExplicit);
        if (!mayLast || Lasting().Match(words) is not { Success: true } lasting)
        {
            return new ManageCommand(verb, name, isExplicit) { WholeName = Unquoted(words) };
        }

        var until = lasting.Groups["word"].Value.Equals("for", StringComparison.OrdinalIgnoreCase) ? $"in {lasting.Groups["until"].Value}" : lasting.Groups["until"].Value;
        var shortName = Bare(lasting.Groups["name"].Value, out var said);
        return new ManageCommand(verb, name, isExplicit || said, shortName, until, words[lasting.Groups["word"].Index..].Trim()) { WholeName = Unquoted(words), WholeShortName = Unquoted(lasting.Groups["name"].Value) };
    }

    /// <summary>A name without the words around it: <c>the schedule "nightly"</c>, <c>my nightly schedule</c>.</summary>
    private static string Bare(string words, out bool isExplicit)
    {
        var name = Article().Replace(words.Trim(), "");
        isExplicit = Said().IsMatch(name);
        return Unquoted(Said().Replace(name, ""));
    }

    private static string Unquoted(string words) => words.Trim().Trim('"', '\'', '“', '”').Trim();

    private static ManageVerb Verb(string word) => word switch
    {
        "pause" or "disable" or "suspend" or "stop" or "halt" => ManageVerb.Pause,
        "resume" or "enable" or "unpause" or "continue" => ManageVerb.Resume,
        "run" or "trigger" or "start" => ManageVerb.Run,
        "cancel" or "abort" or "kill" => ManageVerb.Cancel,
        "delete" or "remove" or "unschedule" => ManageVerb.Delete,
        "list" or "show" or "show me" or "get" or "describe" or "view" => ManageVerb.Show,
        _ => ManageVerb.Other,
    };

    /// <summary>The words after the name of a schedule with which a name begins: <c>and nightly backup</c>. Empty: nothing follows. Null: it begins with another name.</summary>
    public static string? After(string words, string name) =>
        words.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (words.Length == name.Length || !char.IsLetterOrDigit(words[name.Length])) ? words[name.Length..].Trim(' ', ',', '"', '\'', '”') : null;

    [GeneratedRegex(@"^(please\s+)?(list|((list|show|get)(\s+me)?\s+)?((all|my|the|all\s+my|all\s+the)\s+)?((?<state>paused|disabled|inactive|suspended|active|enabled)\s+)?(schedules|scheduled\s+(runs|tasks|jobs))|(what|which)\s+schedules\s+are\s+(?<state>paused|disabled|inactive|suspended|active|enabled)|(what|which)\s+schedules(\s+(do\s+(i|we)\s+have|have\s+(i|we)|are\s+there|exist))?|what('s|\s+is)\s+scheduled)(\s+(of|for)\s+@?(?<agent>[a-z0-9][\w.\-]*))?(\s+(right\s+)?now)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex List();

    [GeneratedRegex(@"^(please\s+)?(show(\s+me)?(\s+the)?\s+next|what('s|\s+is|\s+runs)\s+next)(\s+(run|runs|schedule|schedules))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NextOfAll();

    [GeneratedRegex(@"^(please\s+)?(show(\s+me)?(\s+the)?\s+next(\s+(\d+\s+)?runs?(\s+of)?|\s+of)?|(the\s+)?next\s+(\d+\s+)?runs?\s+of|when\s+(does|will|is)|show(\s+me)?(?=(\s+the)?\s+schedule\s))\s+(?<name>.+?)((?<=when\s.*)\s+(run|due)(\s+next)?|(?<=when\s.*)\s+next(\s+due)?)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Next();

    [GeneratedRegex(@"^(please\s+)?(?<verb>pause|disable|suspend|stop|resume|enable|unpause|continue|run|trigger|start|delete|remove|cancel|abort|kill|halt|unschedule|list|show(\s+me)?|get|describe|view|rename|edit|change|modify|update|skip|reschedule|move|postpone|delay|snooze|copy|clone|duplicate|clear|reset|restore|undelete|archive)\s+(?<name>.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Change();

    /// <summary>"next run of" before a name: "skip the next run of nightly report".</summary>
    [GeneratedRegex(@"^((the|my|our)\s+)?next\s+((runs?|occurrences?)\s+of\s+)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Occurrence();

    /// <summary>A verb alone, or with a word that names no schedule.</summary>
    [GeneratedRegex(@"^(please\s+)?(?<verb>pause|disable|suspend|stop|resume|enable|unpause|run|trigger|start|delete|remove|cancel|unschedule|rename|reschedule)(\s+(it|this|that|one|((a|the|my|this|that)\s+)?schedules?))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NoName();

    [GeneratedRegex(@"^(?<name>.+)\s+(?<word>until|till|for)\s+(?<until>.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Lasting();

    [GeneratedRegex(@"^((please|kindly|now|can\s+you|could\s+you|would\s+you|will\s+you)[\s,]+)+|[\s,]+(please|thanks|thank\s+you)(?=[.!?\s]*$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Courtesy();

    [GeneratedRegex(@"[ \t]{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(the|my|our)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Article();

    [GeneratedRegex(@"^schedules?\s+|\s+schedules?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Said();
}
