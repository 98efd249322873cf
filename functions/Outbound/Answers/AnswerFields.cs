using System.Globalization;
using System.Text;

namespace AgentSched.Outbound.Answers;

/// <summary>
/// The small fields of an answer. A field that is missing, of another type or out of any sensible range is treated as absent: a run
/// that did its work must not fail because of a field that we do not understand. <see cref="IsUnreadableUsd"/> tells such a field from a missing one.
/// </summary>
internal sealed class AnswerFields
{
    private const decimal MaxUsd = 1_000_000_000;
    private const decimal MaxCount = 1_000_000_000_000_000;
    private const int MaxWord = 200;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _flags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    /// <summary>Adds a text. Those of a stream's <c>delta</c> are pieces of one text, which is kept up to the length of a single one.</summary>
    public void AddText(string path, ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8).Replace('\0', '\uFFFD'); // invalid UTF-8 becomes U+FFFD, too: no store accepts either
        var before = path.Contains(".delta.", StringComparison.Ordinal) ? Text(path) : null;
        _texts[path] = before is null ? text : before.Length < JsonWalk.MaxText ? before + text : before;
    }

    public void AddNumber(string path, ReadOnlySpan<byte> digits)
    {
        if (decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            _numbers[path] = number;
        }
        else
        {
            AddOther(path);
        }
    }

    public void AddFlag(string path, bool value) => _flags[path] = value;

    /// <summary>Adds a value that is neither text, number nor flag, and is not empty.</summary>
    public void AddOther(string path) => _others.Add(path);

    public string? Text(string path) => _texts.GetValueOrDefault(path);

    /// <summary>True or false. Null: absent or of another type.</summary>
    public bool? Flag(string path) => _flags.TryGetValue(path, out var value) ? value : null;

    /// <summary>Whether the field says no: false, 0, or a text that stands for it. Some agents write flags as texts.</summary>
    public bool IsNo(string path) => Flag(path) == false || (_numbers.TryGetValue(path, out var number) && number == 0) || Text(path)?.Trim().ToLowerInvariant() is "false" or "no" or "0" or "failed" or "failure" or "error";

    /// <summary>Whether the field says yes: true, 1, or a text that stands for it.</summary>
    public bool IsYes(string path) => Flag(path) == true || (_numbers.TryGetValue(path, out var number) && number == 1) || Text(path)?.Trim().ToLowerInvariant() is "true" or "yes" or "1";

    /// <summary>Whether the field says something: a text that is not blank, a number other than 0, true, or a list or an object that is not empty.</summary>
    public bool IsSet(string path) =>
        !string.IsNullOrWhiteSpace(Text(path)) || (_numbers.TryGetValue(path, out var number) && number != 0) || Flag(path) == true || _others.Contains(path);

    /// <summary>A short text, such as a model's name, or a number: some agents send numeric error codes. Null: absent or empty.</summary>
    public string? Word(string path) =>
        Text(path) is { Length: > 0 } text ? text[..Math.Min(text.Length, MaxWord)]
        : _numbers.TryGetValue(path, out var number) ? number.ToString(CultureInfo.InvariantCulture)
        : null;

    public long? Count(string path) =>
        _numbers.TryGetValue(path, out var number) && number is >= 0 and <= MaxCount && decimal.IsInteger(number) ? (long)number : null;

    public int? SmallCount(string path) => Count(path) is { } count and <= int.MaxValue ? (int)count : null;

    public decimal? Usd(string path) => _numbers.TryGetValue(path, out var number) && number is >= 0 and <= MaxUsd ? decimal.Round(number, 9) : null;

    /// <summary>Whether an amount in USD is present but cannot be read: negative, a text, infinite, or beyond any sensible range.</summary>
    public bool IsUnreadableUsd(string path) => Usd(path) is null && IsPresent(path);

    /// <summary>Whether a count is present but cannot be read.</summary>
    public bool IsUnreadableCount(string path) => Count(path) is null && IsPresent(path);

    private bool IsPresent(string path) => _texts.ContainsKey(path) || _numbers.ContainsKey(path) || _flags.ContainsKey(path) || _others.Contains(path);
}
