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
internal sealed class Draft(DateTimeOffset now, TimeZoneInfo zone)
{
    public DateTimeOffset Now { get; } = now;

    public TimeZoneInfo Zone { get; } = zone;

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

    /// <summary>Whether days of the week and of the month must both match: <c>Friday the 13th</c>. Otherwise either must match.</summary>
    public bool IsBoth { get; set; }

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

    public DateTime? From { get; set; }

    public string FromWords { get; set; } = "";

    /// <summary>Whether an interval is counted from <see cref="From"/>, because the start names a time.</summary>
    public bool IsCounted { get; set; }

    public DateTime? Until { get; set; }

    /// <summary><c>for two weeks</c>; null: not specified.</summary>
    public Interval? Lasting { get; set; }

    public string UntilWords { get; set; } = "";

    public List<string> Except { get; } = [];

    public bool NamesDays => Weekdays != 0 || Nths.Count > 0 || DaysOfMonth.Count > 0 || MonthDay is not null || Months.Count > 0 || WithoutWeekdays != 0;
}
