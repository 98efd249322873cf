namespace AgentSched.Time.English;

/// <summary>Units of an interval.</summary>
internal enum Unit
{
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
}

/// <summary>Collects the meaning of the phrases of a text. <see cref="SpecBuilder"/> builds a spec from it, or says why it cannot.</summary>
internal sealed class Draft(DateTimeOffset now, TimeZoneInfo zone, string? zoneName = null)
{
    public DateTimeOffset Now { get; } = now;

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The zone's name as the tz database spells it; it may be a link to the zone whose rules are used.</summary>
    public string ZoneName { get; } = zoneName ?? zone.Id;

    /// <summary>Today in the zone.</summary>
    public DateOnly Today { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    /// <summary>The zone that the text names; null: none.</summary>
    public string? NamedZone { get; set; }

    public Interval? Interval { get; set; }

    /// <summary>The words for <see cref="Interval"/>, such as <c>daily</c> or <c>every morning</c>.</summary>
    public string IntervalWords { get; set; } = "";

    /// <summary><c>every leap year</c>: valid for 29 February only.</summary>
    public bool LeapYears { get; set; }

    /// <summary><c>twice a day</c>: the number of times or days that must be listed. 0: not specified.</summary>
    public int TimesADay { get; set; }

    /// <summary>Days of the week as bits, bit 0 for Sunday. 0: none.</summary>
    public int Weekdays { get; set; }

    public string WeekdayWords { get; set; } = "";

    /// <summary><c>except sundays</c>: excluded days, as bits like <see cref="Weekdays"/>.</summary>
    public int WithoutWeekdays { get; set; }

    /// <summary>Positions of <see cref="NthWeekday"/> in the month: 1 to 5, 0 for last.</summary>
    public List<int> Nths { get; } = [];

    /// <summary>The day of the week that <see cref="Nths"/> counts.</summary>
    public int? NthWeekday { get; set; }

    public List<int> DaysOfMonth { get; } = [];

    /// <summary><c>on the 31st or the last day</c>: a month without the day runs on its last day.</summary>
    public bool OrLastDay { get; set; }

    /// <summary>Whether days of the week and of the month must both match: <c>Friday the 13th</c>. Otherwise either must match.</summary>
    public bool IsBoth { get; set; }

    /// <summary><c>on Friday the 13th</c>: the next one or all of them.</summary>
    public bool MayBeOnce { get; set; }

    /// <summary>A cron day-of-month field that is not a list: <c>L</c>, <c>L-1</c>, <c>LW</c>, <c>15W</c>.</summary>
    public string? MonthDay { get; set; }

    public string MonthDayWords { get; set; } = "";

    /// <summary>Whether the text contains "and" between two phrases.</summary>
    public bool HasAnd { get; set; }

    public List<int> Months { get; } = [];

    public List<ClockTime> Times { get; } = [];

    public string TimeWords { get; set; } = "";

    /// <summary><c>quarter past every hour</c>.</summary>
    public List<int> MinutesPast { get; } = [];

    public (ClockTime From, ClockTime? To)? Window { get; set; }

    /// <summary><c>during the hours 0, 3 and 7</c>.</summary>
    public List<int> Hours { get; } = [];

    public string WindowWords { get; set; } = "";

    /// <summary>morning, afternoon, evening or night; null: none.</summary>
    public string? PartOfDay { get; set; }

    public WrittenDate? Date { get; set; }

    /// <summary><c>in 2 hours</c>.</summary>
    public DateTimeOffset? Instant { get; set; }

    /// <summary>The words for <see cref="Date"/> or <see cref="Instant"/>.</summary>
    public string DateWords { get; set; } = "";

    /// <summary>Whether the words ask for a single occurrence.</summary>
    public bool Once { get; set; }

    /// <summary>Whether the words ask for several occurrences: <c>every</c>, a plural, <c>of the month</c>.</summary>
    public bool Recurring { get; set; }

    /// <summary>Whether nothing but a start says so: <c>from Monday at 9</c> may also be a single time.</summary>
    public bool RecursByStart { get; set; }

    /// <summary>Whether nothing but <c>the hour</c> says so: <c>at the top of the hour</c> may also be the next one.</summary>
    public bool RecursByHour { get; set; }

    /// <summary>Whether nothing but the name of a month says so: <c>on the 3rd in December</c> may also be the next one.</summary>
    public bool RecursByMonth { get; set; }

    /// <summary><c>every second Friday</c>: every other Friday or the second one of each month.</summary>
    public bool IsEveryNth { get; set; }

    public DateTime? From { get; set; }

    public string FromWords { get; set; } = "";

    /// <summary>Whether an interval is counted from <see cref="From"/>, because the start names a time.</summary>
    public bool IsCounted { get; set; }

    public DateTime? Until { get; set; }

    /// <summary><c>for two weeks</c>; null: not specified.</summary>
    public Interval? Lasting { get; set; }

    public string UntilWords { get; set; } = "";

    /// <summary><c>3 times</c>: upper bound of runs; null: not specified.</summary>
    public int? MaxRuns { get; set; }

    public List<string> Except { get; } = [];

    /// <summary>Whether the text asks for several occurrences only by words that may also mean the next one.</summary>
    public bool IsOpen =>
        Interval is null && (MayBeOnce || RecursByMonth && !Recurring)
        || RecursByHour && this is { Hours.Count: 0, Window: null, NamesDays: false, Until: null, Lasting: null }
        || RecursByStart && this is { Interval: null, NamesDays: false, Until: null, Lasting: null };

    /// <summary>Whether the text lists several days, months or times, of which the first occurrence would be only one.</summary>
    public bool IsList => DaysOfMonth.Count > 1 || Nths.Count > 1 || Months.Count > 1 || Times.Count > 1 || int.PopCount(Weekdays) > 1;

    /// <summary>Takes <see cref="IsEveryNth"/> as an interval of weeks.</summary>
    public void CountWeeks()
    {
        (Interval, IntervalWords, Weekdays, NthWeekday, Recurring) = (new Interval(Nths[0], Unit.Week), WeekdayWords, 1 << NthWeekday!.Value, null, true);
        Nths.Clear();
    }

    public bool NamesDays => Weekdays != 0 || Nths.Count > 0 || DaysOfMonth.Count > 0 || MonthDay is not null || Months.Count > 0 || WithoutWeekdays != 0;
}
