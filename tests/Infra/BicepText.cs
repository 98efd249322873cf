using System.Text;
using System.Text.RegularExpressions;

namespace AgentSched.Tests.Infra;

/// <summary>A resource as it is declared: its symbol, its type without version, and all between its braces.</summary>
internal sealed record BicepResource(string File, string Symbol, string Type, bool Existing, string Body)
{
    public override string ToString() => $"{File}: {Symbol}";

    /// <summary>The first property of that name at any depth, up to the end of its line.</summary>
    public string? Property(string name) =>
        Regex.Match(Body, $@"(^|[\s{{]){Regex.Escape(name)}:\s*(?<value>.+?)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture) is { Success: true } match
            ? match.Groups["value"].Value
            : null;
}

/// <summary>As much of Bicep as the policies need. Syntax and types are checked elsewhere (.ci/infra).</summary>
internal static partial class BicepText
{
    /// <summary>The text with comments blanked out; what looks like one inside quotes stays.</summary>
    public static string WithoutComments(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '\'')
            {
                var end = EndOfQuote(text, i);
                plain.Append(text, i, end - i);
                i = end;
            }
            else if (text.AsSpan(i).StartsWith("//", StringComparison.Ordinal))
            {
                i = text.IndexOf('\n', i) is var end and >= 0 ? end : text.Length;
            }
            else
            {
                plain.Append(text[i++]);
            }
        }

        return plain.ToString();
    }

    public static IEnumerable<BicepResource> Resources(string file, string text) =>
        from Match match in Declaration().Matches(text)
        let open = text.IndexOf('{', match.Index + match.Length)
        select new BicepResource(
            file,
            match.Groups["symbol"].Value,
            match.Groups["type"].Value.Split('@')[0],
            match.Groups["existing"].Success,
            text[(open + 1)..(End(text, open) - 1)]);

    /// <summary>Names and expressions of the outputs.</summary>
    public static IEnumerable<(string Name, string Value)> Outputs(string text) =>
        from Match match in Output().Matches(text) select (match.Groups["name"].Value, match.Groups["value"].Value.Trim());

    /// <summary>Names of the parameters, whether each has a default, and what its decorators say: those begin at the last line that does.</summary>
    public static IEnumerable<(string Name, bool HasDefault, string Description, bool Secure)> Parameters(string text)
    {
        var lines = text.Split('\n');
        var before = new StringBuilder();
        foreach (var line in lines)
        {
            if (Parameter().Match(line) is { Success: true } match)
            {
                var decorators = before.ToString();
                yield return (
                    match.Groups["name"].Value,
                    line.Contains('=', StringComparison.Ordinal) || line.EndsWith('?'),
                    Description().Match(decorators).Groups["text"].Value,
                    decorators.Contains("@secure()", StringComparison.Ordinal));
            }

            // A decorator stands on lines of its own, right before what it decorates.
            before = line.StartsWith('@') || line.StartsWith('#') || line.StartsWith(' ') || line.StartsWith(')') || line.StartsWith('}') ? before.Append(line).Append('\n') : before.Clear();
        }
    }

    /// <summary>What stands between the braces (or brackets) that follow the words, such as <c>var roles =</c>.</summary>
    /// <exception cref="InvalidOperationException">They do not occur.</exception>
    public static string Block(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal);
        if (at < 0)
        {
            throw new InvalidOperationException($"no \"{words}\"");
        }

        var open = text.AsSpan(at + words.Length).IndexOfAny('{', '[') + at + words.Length;
        return text[(open + 1)..(End(text, open) - 1)];
    }

    /// <summary>Keys and values of a block that has one property a line.</summary>
    public static IReadOnlyDictionary<string, string> Properties(string block) =>
        Property().Matches(block).ToDictionary(match => match.Groups["key"].Value, match => match.Groups["value"].Value.Trim(), StringComparer.Ordinal);

    /// <summary>The texts in quotes of a block.</summary>
    public static IEnumerable<string> Quoted(string block) => Quote().Matches(block).Select(match => match.Groups["text"].Value);

    /// <summary>The place after the bracket that closes the one at <paramref name="open"/>.</summary>
    private static int End(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '\'')
            {
                i = EndOfQuote(text, i) - 1;
            }
            else if (text[i] is '{' or '[' or '(')
            {
                depth++;
            }
            else if (text[i] is '}' or ']' or ')' && --depth == 0)
            {
                return i + 1;
            }
        }

        throw new InvalidOperationException($"the bracket at {open} is never closed");
    }

    /// <summary>The place after the quote that closes the one at <paramref name="start"/>; holes may hold quotes of their own.</summary>
    private static int EndOfQuote(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '{')
            {
                i = End(text, i + 1) - 1;
            }
            else if (text[i] == '\'')
            {
                return i + 1;
            }
        }

        throw new InvalidOperationException($"the quote at {start} is never closed");
    }

    [GeneratedRegex(@"^[ ]*resource (?<symbol>\w+) '(?<type>[^']+)'(?<existing> existing)? =", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^output (?<name>\w+) \S+ =(?<value>.*?)(?=^\S|\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Output();

    [GeneratedRegex(@"^param (?<name>\w+) ", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"@description\('(?<text>(\\.|[^'\\])*)'\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Description();

    [GeneratedRegex(@"^[ ]*'?(?<key>[\w -]*\w)'?: (?<value>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Property();

    [GeneratedRegex("'(?<text>[^']*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Quote();
}
