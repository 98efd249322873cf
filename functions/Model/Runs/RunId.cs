using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Model.Runs;

/// <summary>
/// A run's id, for example <c>17gq1z4kmbq3a7c5x2jd6ntw</c>: 24 characters of a–z and 0–9. The first eight encode the nominal time (base
/// 36, counted backwards, so that ids sort newest first); the other sixteen are a hash of what the run is for. The same occurrence
/// always has the same id, whatever its jitter, so a repeat is a no-op. The id is also the durable instance id and the agent's
/// idempotency key.
/// </summary>
public readonly record struct RunId
{
    /// <summary>The length of every run id, in characters.</summary>
    public const int Length = 24;

    private const int TimeLength = 8;
    private const long Latest = 99_999_999_999; // seconds since 1970: the year 5138
    private const string Base36 = "0123456789abcdefghijklmnopqrstuvwxyz";

    private readonly string? _value;

    private RunId(string value, DateTimeOffset nominalTime) => (_value, NominalTime) = (value, nominalTime);

    /// <summary>The instant that the run is for: UTC, whole seconds. The run comes due then, or later if its schedule has jitter.</summary>
    public DateTimeOffset NominalTime { get; }

    /// <summary>The id of a schedule's occurrence. Independent of edits to the schedule: one instant, one run.</summary>
    /// <param name="scheduleId">The schedule's id.</param>
    /// <param name="nominalTime">Whole seconds; fractions are cut off.</param>
    public static RunId ForOccurrence(string scheduleId, DateTimeOffset nominalTime) =>
        Create(nominalTime, string.Create(CultureInfo.InvariantCulture, $"schedule/{scheduleId}/{nominalTime.ToUnixTimeSeconds()}"));

    /// <summary>The id of a schedule's run that follows another run; the same however often it is claimed.</summary>
    /// <param name="ended">The run that it follows.</param>
    /// <param name="scheduleId">The schedule's id.</param>
    /// <param name="endedAt">When that run ended; fractions of a second are cut off.</param>
    public static RunId ForChain(RunId ended, string scheduleId, DateTimeOffset endedAt) => Create(endedAt, $"chain/{ended}/{scheduleId}");

    /// <summary>A new random id for a requested run.</summary>
    /// <param name="now">When it was requested; fractions of a second are cut off.</param>
    public static RunId New(DateTimeOffset now) => Create(now, $"request/{Guid.NewGuid():N}");

    /// <summary>Parses an id; false if <paramref name="text"/> is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RunId id)
    {
        id = default;
        if (text is not { Length: Length })
        {
            return false;
        }

        long backwards = 0;
        foreach (var c in text)
        {
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'z')))
            {
                return false;
            }
        }

        foreach (var c in text.AsSpan(0, TimeLength))
        {
            backwards = backwards * 36 + Base36.IndexOf(c, StringComparison.Ordinal);
        }

        if (backwards > Latest)
        {
            return false;
        }

        id = new RunId(text, DateTimeOffset.FromUnixTimeSeconds(Latest - backwards));
        return true;
    }

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not a run id.</exception>
    public static RunId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" is not a run id: {Length} characters of a–z and 0–9");

    /// <summary>Common prefix of all ids of a second; ids that sort after it are of this second or older.</summary>
    internal static string TimeOf(DateTimeOffset time) => Create(time, string.Empty).ToString()[..TimeLength];

    /// <inheritdoc/>
    public override string ToString() => _value ?? string.Empty;

    private static RunId Create(DateTimeOffset nominalTime, string seed)
    {
        var seconds = nominalTime.ToUnixTimeSeconds();
        Span<char> text = stackalloc char[Length];
        var backwards = Latest - seconds;
        for (var i = TimeLength - 1; i >= 0; i--, backwards /= 36)
        {
            text[i] = Base36[(int)(backwards % 36)];
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(seed), hash);
        for (var i = TimeLength; i < Length; i++)
        {
            text[i] = Base36[hash[i - TimeLength] % 32 + 4]; // 5 bits a character: two seeds collide with probability 1 in 10^24
        }

        return new RunId(new string(text), DateTimeOffset.FromUnixTimeSeconds(seconds));
    }
}
