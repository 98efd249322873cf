using System.Globalization;
using System.Text;

namespace AgentSched.Outbound.Answers;

/// <summary>
/// The small fields of an answer. A field that is missing, of another type or out of any sensible range is treated as absent: a run
/// that did its work must not fail because of a field that we do not understand.
/// </summary>
internal sealed class AnswerFields
{
    private const decimal MaxUsd = 1_000_000_000;
    private const decimal MaxCount = 1_000_000_000_000_000;
    private const int MaxWord = 200;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _numbers = new(StringComparer.Ordinal);

    public void AddText(string path, ReadOnlySpan<byte> utf8) =>
        _texts[path] = Encoding.UTF8.GetString(utf8).Replace('\0', '\uFFFD'); // invalid UTF-8 becomes U+FFFD, too: no store accepts either

    public void AddNumber(string path, ReadOnlySpan<byte> digits)
    {
        if (decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            _numbers[path] = number;
        }
    }

    public string? Text(string path) => _texts.GetValueOrDefault(path);

    /// <summary>A short text, such as a model's name, or a number: some agents send numeric error codes. Null: absent or empty.</summary>
    public string? Word(string path) =>
        Text(path) is { Length: > 0 } text ? text[..Math.Min(text.Length, MaxWord)]
        : _numbers.TryGetValue(path, out var number) ? number.ToString(CultureInfo.InvariantCulture)
        : null;

    public long? Count(string path) =>
        _numbers.TryGetValue(path, out var number) && number is >= 0 and <= MaxCount && decimal.IsInteger(number) ? (long)number : null;

    public int? SmallCount(string path) => Count(path) is { } count and <= int.MaxValue ? (int)count : null;

    public decimal? Usd(string path) => _numbers.TryGetValue(path, out var number) && number is >= 0 and <= MaxUsd ? decimal.Round(number, 9) : null;
}
