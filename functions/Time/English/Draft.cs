namespace AgentSched.Time.English;

/// <summary>Units that people count in.</summary>
internal enum Unit
{
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
}

/// <summary>What the phrases of a text said, each in its place. <see cref="SpecBuilder"/> makes a spec of it, or says why there is none.</summary>
internal sealed class Draft(DateTimeOffset now, TimeZoneInfo zone)
{
    public DateTimeOffset Now { get; } = now;

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>Today in the zone.</summary>
    public DateOnly Today { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    /// <summary>The zone that the text names; null: none.</summary>
    public string? NamedZone { get; set; }

    public Interval? Interval { get; set; }

    /// <summary>The interval comes from a word such as <c>daily</c> or <c>every morning</c>.</summary>
    public string IntervalWords { get; set; } = "";

    /// <summary><c>every leap year</c>: only 29 February can keep that.</summary>
    public bool LeapYears { get; set; }

    /// <summary><c>twice a day</c>: how many times must be named. 0: it was not said.</summary>
    public int TimesADay { get; set; }

    /// <summary>Of days of the week, bit 0 for Sunday. 0: none.</summary>
    public int Weekdays { get; set; }

    public string WeekdayWords { get; set; } = "";

    /// <summary><c>except sundays</c>, as <see cref="Weekdays"/>.</summary>
    public int WithoutWeekdays { get; set; }

    /// <summary>First to fifth, 0 for last, of <see cref="NthWeekday"/>.</summary>
    public List<int> Nths { get; } = [];

    /// <summary>The day of the week that <see cref="Nths"/> counts.</summary>
    public int? NthWeekday { get; set; }

    public List<int> DaysOfMonth { get; } = [];

    /// <summary>Days of the week and of the month were said of the same day: <c>Friday the 13th</c>. Else one of them is enough.</summary>
    public bool IsBoth { get; set; }

    /// <summary>A cron day of month that is no list: <c>L</c>, <c>L-1</c>, <c>LW</c>, <c>15W</c>.</summary>
    public string? MonthDay { get; set; }

    public string MonthDayWords { get; set; } = "";

    /// <summary>An "and" stands between two phrases.</summary>
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

    /// <summary>morning, afternoon, evening or night; null: none was said.</summary>
    public string? PartOfDay { get; set; }

    public SaidDate? Date { get; set; }

    /// <summary><c>in 2 hours</c>.</summary>
    public DateTimeOffset? Instant { get; set; }

    /// <summary>The words for <see cref="Date"/> or <see cref="Instant"/>.</summary>
    public string DateWords { get; set; } = "";

    /// <summary>One occurrence was asked for in words.</summary>
    public bool Once { get; set; }

    /// <summary>More than one occurrence was asked for: <c>every</c>, a plural, <c>of the month</c>.</summary>
    public bool Recurring { get; set; }

    public DateTime? From { get; set; }

    public string FromWords { get; set; } = "";

    /// <summary>The beginning names a time, so that an interval counts from it.</summary>
    public bool IsCounted { get; set; }

    public DateTime? Until { get; set; }

    /// <summary><c>for two weeks</c>; null: it was not said.</summary>
    public Interval? Lasting { get; set; }

    public string UntilWords { get; set; } = "";

    public List<string> Except { get; } = [];

    public bool NamesDays => Weekdays != 0 || Nths.Count > 0 || DaysOfMonth.Count > 0 || MonthDay is not null || Months.Count > 0 || WithoutWeekdays != 0;
}
