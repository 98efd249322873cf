using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentSched.Demo;

/// <summary>Directives in the square brackets of a message; <see cref="DemoAgent"/> lists them.</summary>
internal sealed partial record Directives
{
    public TimeSpan Slow { get; private set; }

    public int? Status { get; private set; }

    public string? RetryAfter { get; private set; }

    public bool PlainError { get; private set; }

    public int FailFirst { get; private set; }

    public bool IsAsync { get; private set; }

    /// <summary>Null with <see cref="IsAsync"/>: never.</summary>
    public TimeSpan? CallbackAfter { get; private set; }

    public int LogBytes { get; private set; }

    public int? ResponseLength { get; private set; }

    public decimal? CostUsd { get; private set; }

    public (long In, long Out)? Tokens { get; private set; }

    public string? Redirect { get; private set; }

    public bool Close { get; private set; }

    public bool Garbage { get; private set; }

    /// <summary>The message without its directives.</summary>
    public string Rest { get; private set; } = "";

    /// <exception cref="FormatException">A directive's argument cannot be read; the message quotes it.</exception>
    public static Directives In(string message)
    {
        var found = new Directives { Rest = Pattern().Replace(message, "").Trim() };
        foreach (Match match in Pattern().Matches(message))
        {
            var words = match.Groups["rest"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            try
            {
                found.Apply(match.Groups["name"].Value.ToLowerInvariant(), words);
            }
            catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException)
            {
                throw new FormatException($"The directive {match.Value} cannot be read.", e);
            }
        }

        return found;
    }

    private static TimeSpan Duration(string text)
    {
        var unit = text.TrimStart("0123456789.".ToCharArray());
        var number = double.Parse(text.AsSpan(0, text.Length - unit.Length), CultureInfo.InvariantCulture);
        return unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "" or "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => throw new FormatException($"{text} is not a duration; write 200ms, 5s or 2m."),
        };
    }

    private static int Whole(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private void Apply(string name, string[] words)
    {
        switch (name)
        {
            case "slow": Slow = Duration(words[0]); break;
            case "status":
                Status = Whole(words[0]);
                PlainError = words.Contains("plain", StringComparer.OrdinalIgnoreCase);
                var after = Array.FindIndex(words, w => w.Equals("retry-after", StringComparison.OrdinalIgnoreCase));
                RetryAfter = after < 0 ? null : words[after + 1];
                break;
            case "fail": FailFirst = Whole(words[0]); break;
            case "async":
                IsAsync = true;
                CallbackAfter = words[0].Equals("never", StringComparison.OrdinalIgnoreCase) ? null : Duration(words[0]);
                break;
            case "log": LogBytes = Whole(words[0]); break;
            case "response": ResponseLength = Whole(words[0]); break;
            case "cost": CostUsd = decimal.Parse(words[0], CultureInfo.InvariantCulture); break;
            case "tokens": Tokens = (Whole(words[0]), Whole(words[1])); break;
            case "redirect": Redirect = words[0]; break;
            case "close": Close = true; break;
            case "garbage": Garbage = true; break;
            default: throw new FormatException(name);
        }
    }

    [GeneratedRegex(@"\[(?<name>slow|status|fail|async|log|response|cost|tokens|redirect|close|garbage)\b(?<rest>[^\]]*)\]", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
