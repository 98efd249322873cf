using System.Globalization;
using System.Xml;
using AgentSched.Time.English;
using AgentSched.Time.Specs;
using Cronos;

namespace AgentSched.Tests.Time.English;

/// <summary>Plain English to a spec: the table english.txt, row by row.</summary>
[Trait("shows", "schedules")]
public sealed class EnglishReaderTests
{
    public const string Zone = "Europe/Berlin";

    public static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T09:00:00Z", CultureInfo.InvariantCulture);

    public static TheoryData<string, string> Rows => [.. Table().Select(row => (row.Text, row.Expected))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Is_read_as_expected(string text, string expected)
    {
        var understood = EnglishReader.TryParse(text, Zone, Now, out var spec, out var notUnderstood);
        Assert.Equal(!expected.StartsWith("refuse", StringComparison.Ordinal), understood);
        if (spec is null)
        {
            var words = expected[(expected.IndexOf('"') + 1)..expected.LastIndexOf('"')];
            Assert.StartsWith($"\"{words}\" ", notUnderstood);
            return;
        }

        Assert.Equal(Canonical(expected), Written(spec));
    }

    [Fact]
    public void At_least_95_percent_of_the_table_are_right()
    {
        var misses = Table().Where(row => !IsRight(row.Text, row.Expected)).Select(row => row.Text).ToList();
        var share = 1 - (double)misses.Count / Table().Count;
        TestContext.Current.TestOutputHelper?.WriteLine($"{Table().Count} texts, {share:P1} right");
        Assert.True(Table().Count >= 400);
        Assert.True(share >= 0.95, $"{share:P1} right; wrong are: {string.Join("; ", misses)}");
    }

    [Fact]
    public void Every_refusal_quotes_words_of_the_text_and_says_more()
    {
        foreach (var (text, _) in Table().Where(row => row.Expected.StartsWith("refuse", StringComparison.Ordinal)))
        {
            Assert.False(EnglishReader.TryParse(text, Zone, Now, out _, out var notUnderstood));
            var quoted = notUnderstood.Split('"')[1];
            Assert.Contains(quoted, text, StringComparison.OrdinalIgnoreCase);
            Assert.True(notUnderstood.Length > quoted.Length + 12, notUnderstood);
        }
    }

    /// <summary>A refusal quotes words of the text, and phrases that would be accepted in their place.</summary>
    [Fact]
    [Trait("shows", "right-answers")]
    public void What_a_refusal_offers_is_accepted()
    {
        var wrong = new List<string>();
        foreach (var (text, _) in Table().Where(row => row.Expected.StartsWith("refuse", StringComparison.Ordinal)))
        {
            Assert.False(EnglishReader.TryParse(text, Zone, Now, out _, out var refusal));
            if (refusal.Contains("here it is every", StringComparison.Ordinal))
            {
                continue; // fields of a spec rather than a phrase
            }

            wrong.AddRange(refusal.Split('"').Where((_, i) => i % 2 == 1)
                .Where(quoted => !text.Contains(quoted, StringComparison.OrdinalIgnoreCase) && !IsAccepted(quoted) && !IsAccepted($"every hour {quoted}") && !IsAccepted($"{quoted} at 9am"))
                .Select(quoted => $"{text}: {quoted}"));
        }

        Assert.Equal([], wrong.Distinct());

        // "between 9:00 and 17:00" and "on 15 December" are offered as parts of a phrase.
        static bool IsAccepted(string phrase) => EnglishReader.Mean(phrase, "UTC", Now).Specs.Count > 0;
    }

    [Fact]
    public void Every_preview_equals_what_fires()
    {
        foreach (var (text, spec) in Specs())
        {
            var parsed = ScheduleSpec.Parse(spec);
            var next = Now;
            for (var i = 0; i < 5 && parsed.NextAfter(next) is { } occurrence; i++, next = occurrence)
            {
                Assert.True(occurrence > next && parsed.FiresAt(occurrence), text);
            }
        }
    }

    [Theory] // the next three, in the zone of the spec, with their day of the week
    [InlineData("every weekday at 9am", "Mon 2026-11-23 09:00, Tue 2026-11-24 09:00, Wed 2026-11-25 09:00")]
    [InlineData("every weekend at 10", "Sat 2026-11-21 10:00, Sun 2026-11-22 10:00, Sat 2026-11-28 10:00", "2026-11-21T08:00:00Z")]
    [InlineData("first monday of the month at noon", "Mon 2026-12-07 12:00, Mon 2027-01-04 12:00, Mon 2027-02-01 12:00")]
    [InlineData("first and third monday of the month at 9", "Mon 2026-12-07 09:00, Mon 2026-12-21 09:00, Mon 2027-01-04 09:00")]
    [InlineData("last friday of every month at 17:00", "Fri 2026-11-27 17:00, Fri 2026-12-25 17:00, Fri 2027-01-29 17:00")]
    [InlineData("first business day of the month at 9", "Tue 2026-12-01 09:00, Fri 2027-01-01 09:00, Mon 2027-02-01 09:00")]
    [InlineData("every friday the 13th at 9", "Fri 2027-08-13 09:00, Fri 2028-10-13 09:00, Fri 2029-04-13 09:00")]
    [InlineData("every monday and on the 1st of the month at 9", "Mon 2026-11-23 09:00, Mon 2026-11-30 09:00, Tue 2026-12-01 09:00")]
    [InlineData("last day of the quarter at 18:00", "Thu 2026-12-31 18:00, Wed 2027-03-31 18:00, Wed 2027-06-30 18:00")]
    [InlineData("every 4 hours starting at 9am", "Sat 2026-11-21 13:00, Sat 2026-11-21 17:00, Sat 2026-11-21 21:00")]
    [InlineData("every other monday at 9am UTC", "Mon 2026-11-23 09:00, Mon 2026-12-07 09:00, Mon 2026-12-21 09:00")]
    [InlineData("every hour between 22 and 6", "Sun 2026-11-22 06:00, Sun 2026-11-22 22:00, Sun 2026-11-22 23:00", "2026-11-22T04:30:00Z")]
    [InlineData("at 9 am new york time", "Sat 2026-11-21 09:00, Sun 2026-11-22 09:00, Mon 2026-11-23 09:00")]
    [InlineData("every weekday at 9am except 2026-11-24 to 2026-11-26", "Mon 2026-11-23 09:00, Fri 2026-11-27 09:00, Mon 2026-11-30 09:00")]
    public void What_fires_is_what_the_words_say(string text, string expected, string now = "2026-11-21T09:00:00Z")
    {
        DateTimeOffset? next = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);
        Assert.True(EnglishReader.TryParse(text, Zone, next.Value, out var spec, out var notUnderstood), notUnderstood);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(spec.Zone!);
        var found = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            next = ScheduleSpec.Parse(spec).NextAfter(next!.Value);
            found.Add(TimeZoneInfo.ConvertTime(next!.Value, zone).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        }

        Assert.Equal(expected, string.Join(", ", found));
    }

    [Fact]
    public void What_is_described_can_be_read_again()
    {
        foreach (var (text, spec) in Specs())
        {
            var words = SpecWords.Describe(spec);
            Assert.True(EnglishReader.TryParse(words, Zone, Now, out var again, out var notUnderstood), $"{text} => {words}: {notUnderstood}");
            var (first, second) = (ScheduleSpec.Parse(spec), ScheduleSpec.Parse(again));
            var next = Now;
            for (var i = 0; i < 60 && first.NextAfter(next) is { } at; i++, next = at)
            {
                Assert.True(second.FiresAt(at), $"{text} => {words} => {again} does not fire at {at:O}");
                Assert.Equal(first.NextAfter(at), second.NextAfter(at));
            }
        }
    }

    [Theory]
    [InlineData("Nowhere")]
    [InlineData("Mars/Olympus")]
    [InlineData("")]
    public void A_zone_that_is_none_is_refused(string zone)
    {
        Assert.False(EnglishReader.TryParse("every day at 9am", zone, Now, out _, out var notUnderstood));
        Assert.StartsWith($"\"{zone}\" is not an IANA time zone", notUnderstood);
    }

    [Fact]
    public void A_novel_is_refused() => Assert.False(EnglishReader.TryParse(new string('x', 10_000), Zone, Now, out _, out _));

    /// <summary>Words in any order never throw: they are a spec or a refusal.</summary>
    [Fact]
    public void Anything_ends_as_a_spec_or_a_refusal()
    {
        var random = new Random(7);
        var words = Table().SelectMany(row => row.Text.Split(' ')).Concat(["-", ":", "/", "@", ".", "99999999999", "2026-13-45", "-1", "0", "😀", "’", "and", ","]).ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 8)).Select(_ => words[random.Next(words.Length)]));
            var understood = EnglishReader.TryParse(text, Zone, Now, out var spec, out var notUnderstood);
            Assert.True(understood == spec is not null && understood == notUnderstood is null, text);
            if (spec is not null)
            {
                Assert.NotNull(ScheduleSpec.Parse(spec).NextAfter(Now));
                Assert.NotEmpty(SpecWords.Describe(spec));
            }
        }
    }

    /// <summary>The rows of the table that are commands, or those that are not.</summary>
    internal static List<(string Text, string Expected)> Table(bool commands = false) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Time", "English", "english.txt"))
            .Where(line => line.Contains("=>", StringComparison.Ordinal) && !line.StartsWith('#'))
            .Select(line => line.Split("=>"))
            .Select(parts => (parts[0].Trim(), parts[1].Trim()))
            .Where(row => row.Item1.Contains("@one", StringComparison.Ordinal) == commands),
    ];

    private static IEnumerable<(string Text, SpecText Spec)> Specs()
    {
        foreach (var (text, expected) in Table().Where(row => !row.Expected.StartsWith("refuse", StringComparison.Ordinal)))
        {
            Assert.True(EnglishReader.TryParse(text, Zone, Now, out var spec, out var notUnderstood), $"{text}: {notUnderstood}");
            yield return (text, spec);
        }
    }

    private static bool IsRight(string text, string expected) =>
        EnglishReader.TryParse(text, Zone, Now, out var spec, out var notUnderstood)
            ? !expected.StartsWith("refuse", StringComparison.Ordinal) && Canonical(expected) == Written(spec)
            : expected.StartsWith("refuse", StringComparison.Ordinal) && notUnderstood.StartsWith($"{expected["refuse ".Length..]} ", StringComparison.Ordinal);

    /// <summary>As the table writes it, with the cron fields as the engine reads them and all times as instants.</summary>
    internal static string Written(SpecText spec)
    {
        var kind = spec switch
        {
            { Cron: { } cron } => $"cron {CronExpression.Parse(cron)}",
            { Every: { } every } => $"every {(long)every.TotalSeconds}s from {spec.Anchor:u}",
            { Calendar: { } calendar } => $"every {Seconds(calendar)}s from {spec.Anchor:u}",
            _ => $"at {spec.At:yyyy-MM-dd HH:mm:ss}",
        };
        return kind + (spec.DayMatch == DayMatch.Or ? " either" : "") + (spec.MaxRuns is { } most ? $" max {most}" : "") + $" zone {spec.Zone}"
            + (spec.StartsAt is { } start ? $" from {start:u}" : "") + (spec.EndsAt is { } end ? $" until {end:u}" : "")
            + (spec.Exclude.Count > 0 ? $" except {string.Join(' ', spec.Exclude)}" : "");
    }

    /// <summary>Days, weeks and months as the table writes them: <c>P14D</c>, <c>P5M</c>.</summary>
    private static long Seconds(string calendar) =>
        (long)XmlConvert.ToTimeSpan(calendar is ['P', .. var weeks, 'W'] ? $"P{7 * int.Parse(weeks, CultureInfo.InvariantCulture)}D" : calendar).TotalSeconds;

    internal static string Canonical(string expected)
    {
        var words = new Queue<string>(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var kind = words.Dequeue();
        var text = kind switch
        {
            "cron" => $"cron {CronExpression.Parse(string.Join(' ', Enumerable.Range(0, 5).Select(_ => words.Dequeue())))}",
            "every" => $"every {(long)XmlConvert.ToTimeSpan(words.Dequeue()).TotalSeconds}s",
            _ => $"at {words.Dequeue()} {words.Dequeue()}:00",
        };
        var rest = string.Join(' ', words) is { Length: > 0 } some ? " " + some : "";
        var zone = Part(ref rest, "zone") ?? Zone;
        var from = Part(ref rest, "from") is { } start ? $" from {Instant(start, zone):u}" : "";
        var until = Part(ref rest, "until") is { } end ? $" until {Instant(end, zone):u}" : "";
        var except = Part(ref rest, "except") is { } days ? $" except {days}" : "";
        return kind == "every" ? $"{text}{from} zone {zone}{until}{except}" : $"{text}{rest} zone {zone}{from}{until}{except}";
    }

    /// <summary>Takes one part out of the rest: from its word up to the next one's.</summary>
    private static string? Part(ref string rest, string word)
    {
        var start = rest.IndexOf($" {word} ", StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var all = rest;
        var end = new[] { " zone ", " from ", " until ", " except " }.Select(w => all.IndexOf(w, start + 1, StringComparison.Ordinal)).Where(i => i > 0).DefaultIfEmpty(rest.Length).Min();
        var part = rest[(start + word.Length + 2)..end];
        rest = rest.Remove(start, end - start);
        return part;
    }

    private static DateTimeOffset Instant(string local, string zone)
    {
        var words = local.Split(' ');
        var clock = TimeZoneInfo.FindSystemTimeZoneById(words.Length > 2 ? words[2] : zone);
        var time = DateTime.ParseExact($"{words[0]} {words[1]}", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new DateTimeOffset(time, clock.GetUtcOffset(time)).ToUniversalTime();
    }
}
