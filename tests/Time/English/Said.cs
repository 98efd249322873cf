using System.Globalization;
using AgentSched.Tests.Time.Specs;
using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>What a rule of the reader takes from the beginning of a text, and what it puts into the draft. It is <see cref="EnglishReaderTests.Now"/>.</summary>
internal sealed class Said
{
    private Said(string words, string? refusal, Draft draft) => (Words, Refusal, Draft) = (words, refusal, draft);

    /// <summary>As written; empty: the rule does not fit.</summary>
    public string Words { get; }

    public string? Refusal { get; }

    public Draft Draft { get; }

    /// <summary>Applies a rule as often as it fits. Asserts that it leaves the reader where it was when it does not.</summary>
    public static Said By(Func<Reader, Draft, bool> rule, string text, string zone = EnglishReaderTests.Zone)
    {
        var tokens = Tokens.Of(text);
        var (reader, draft) = (new Reader(text, tokens), new Draft(EnglishReaderTests.Now, When.Zone(zone)));
        var end = 0;
        while (!reader.AtEnd && reader.Refusal is null)
        {
            if (!rule(reader, draft))
            {
                Assert.Equal(end, reader.At);
                break;
            }

            Assert.True(reader.At > end, $"\"{text}\" is read without progress");
            end = reader.At;
        }

        return new Said(end == 0 ? "" : reader.Quote(0, end), reader.Refusal, draft);
    }

    /// <summary>The draft of a whole text, by all rules in the order of <see cref="EnglishReader"/>. Asserts that no word is left and none is refused.</summary>
    public static Draft All(string text, string zone = EnglishReaderTests.Zone)
    {
        var said = By(Any, text, zone);
        Assert.Equal((text, null), (said.Words, said.Refusal));
        return said.Draft;
    }

    /// <summary><c>30 minutes</c>.</summary>
    public static string Written(Interval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{interval.Count} {interval.Unit.ToString().ToLowerInvariant()}{(interval.Count == 1 ? "" : "s")}");

    /// <summary><c>09:00</c>; <c>09:00?</c> where it may be in the evening.</summary>
    public static string Written(ClockTime time) => Phrase.Clock(time.Hour, time.Minute, time.Second) + (time.IsOpen ? "?" : "");

    /// <summary><c>Mon Wed</c>, from Sunday on.</summary>
    public static string Written(int weekdays) => string.Join(' ', Phrase.Days.Where((_, day) => (weekdays >> day & 1) != 0).Select(name => name[..3]));

    /// <summary><c>2026-12-24</c>; <c>12-24</c> without a year.</summary>
    public static string Written(WrittenDate date) => date.Exact is { } day ? $"{day:yyyy-MM-dd}" : string.Create(CultureInfo.InvariantCulture, $"{date.Month:00}-{date.Day:00}");

    /// <summary>Everything in the draft, in a fixed order: <c>every 1 week; on Mon Wed; repeats</c>.</summary>
    public override string ToString() => string.Join("; ", Notes(Draft).Where(note => note.Value is { Length: > 0 }).Select(note => $"{note.Name} {note.Value}".Trim()));

    private static bool Any(Reader reader, Draft draft)
    {
        draft.HasAnd |= reader.Word() == "and";
        return Filler.TrySkip(reader) || Zones.TryRead(reader, draft) || RepeatLimits.TryRead(reader, draft) || AgentSched.Time.English.Windows.TryRead(reader, draft) || Intervals.TryRead(reader, draft)
            || OnceDates.TryRead(reader, draft) || Days.TryRead(reader, draft) || ClockTimes.TryRead(reader, draft);
    }

    private static IEnumerable<(string Name, string? Value)> Notes(Draft draft) =>
    [
        ("zone", draft.NamedZone),
        ("every", draft.Interval is { } interval ? Written(interval) : null),
        ("times", draft.TimesADay == 0 ? null : Phrase.Number(draft.TimesADay)),
        ("", draft.LeapYears ? "leap years" : null),
        ("on", Written(draft.Weekdays)),
        ("not on", Written(draft.WithoutWeekdays)),
        ("nth", draft.NthWeekday is { } day ? $"{SpecBuilder.List(draft.Nths)} {Written(1 << day)}" : null),
        ("day", draft.MonthDay ?? SpecBuilder.List(draft.DaysOfMonth)),
        ("", draft.IsBoth ? "both" : null),
        ("month", SpecBuilder.List(draft.Months)),
        ("at", string.Join(' ', draft.Times.Select(Written))),
        ("minute", SpecBuilder.List(draft.MinutesPast)),
        ("from", draft.Window is { } window ? Written(window.From with { IsOpen = false }) : null),
        ("to", draft.Window is { To: { } to } ? Written(to with { IsOpen = false }) : null),
        ("hour", SpecBuilder.List(draft.Hours)),
        ("part", draft.PartOfDay),
        ("date", draft.Date is { } date ? Written(date) : null),
        ("instant", draft.Instant is { } instant ? $"{instant:u}" : null),
        ("", draft.Once ? "once" : null),
        ("starts", draft.From is { } from ? $"{from:yyyy-MM-dd HH:mm}" : null),
        ("", draft.IsCounted ? "counted" : null),
        ("ends", draft.Until is { } until ? $"{until:yyyy-MM-dd HH:mm}" : null),
        ("lasts", draft.Lasting is { } lasting ? Written(lasting) : null),
        ("except", string.Join(' ', draft.Except)),
        ("", draft.Recurring || draft.RecursByMonth ? "repeats" : null),
    ];
}
