using System.Globalization;
using System.Net.Http.Headers;
using AgentSched.Base;

namespace AgentSched.Outbound.Agents;

/// <summary>The delay that an answer asks for before the next call: <c>Retry-After</c>, in seconds or as a date.</summary>
/// <param name="Wait">The delay. Null: none is asked for, or it cannot be read.</param>
/// <param name="Ignored">Why a value is ignored, as the end of a sentence about the answer. Empty: none is.</param>
internal readonly record struct AskedDelay(TimeSpan? Wait, string Ignored)
{
    private const int Shown = 60;
    private const int MostDigits = 9; // 31 years; a longer number means the same: never

    /// <summary>Reads the headers of an answer.</summary>
    /// <param name="headers">The headers. Dates count by the sender's own clock, if it sends its time.</param>
    /// <param name="now">Current time, for answers without <c>Date</c>.</param>
    /// <param name="mask">Hides what must not be shown of a value. Null: nothing.</param>
    public static AskedDelay Of(HttpResponseHeaders headers, DateTimeOffset now, Func<string, string>? mask = null) =>
        headers.NonValidated.TryGetValues("Retry-After", out var values) ? Read(mask is null ? string.Join(", ", values) : mask(string.Join(", ", values)), headers.Date ?? now) : new AskedDelay(null, string.Empty);

    /// <summary>Reads a value. Pure.</summary>
    /// <param name="value">The header's value.</param>
    /// <param name="sentAt">The sender's time.</param>
    public static AskedDelay Read(string value, DateTimeOffset sentAt)
    {
        var text = value.Trim();
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            var digits = text.TrimStart('0');
            return new AskedDelay(TimeSpan.FromSeconds(digits.Length > MostDigits ? 999_999_999 : digits.Length == 0 ? 0 : int.Parse(digits, CultureInfo.InvariantCulture)), string.Empty);
        }

        return !RetryConditionHeaderValue.TryParse(text, out var read) || read.Date is not { } date ? Ignore(text, "is neither a whole number of seconds nor a date")
            : date < sentAt ? Ignore(text, "lies in the past")
            : new AskedDelay(date - sentAt, string.Empty);
    }

    private static AskedDelay Ignore(string value, string why) =>
        new(null, $"; its Retry-After \"{Texts.Cut(string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)), Shown)}\" {why} and is ignored");
}
