using AgentSched.Time.Specs;

namespace AgentSched.Time.English;

/// <summary>Reads time zones by IANA name or by an unambiguous city. Abbreviations such as CET or EST are refused: they mean several zones, or one without daylight saving.</summary>
internal static class Zones
{
    private static readonly Dictionary<string, string> Cities = new(StringComparer.Ordinal)
    {
        ["new york"] = "America/New_York", ["los angeles"] = "America/Los_Angeles", ["san francisco"] = "America/Los_Angeles", ["seattle"] = "America/Los_Angeles",
        ["chicago"] = "America/Chicago", ["denver"] = "America/Denver", ["toronto"] = "America/Toronto", ["sao paulo"] = "America/Sao_Paulo", ["mexico city"] = "America/Mexico_City",
        ["berlin"] = "Europe/Berlin", ["german"] = "Europe/Berlin", ["london"] = "Europe/London", ["uk"] = "Europe/London", ["paris"] = "Europe/Paris", ["madrid"] = "Europe/Madrid",
        ["rome"] = "Europe/Rome", ["vienna"] = "Europe/Vienna", ["zurich"] = "Europe/Zurich", ["amsterdam"] = "Europe/Amsterdam", ["stockholm"] = "Europe/Stockholm",
        ["dublin"] = "Europe/Dublin", ["lisbon"] = "Europe/Lisbon", ["warsaw"] = "Europe/Warsaw", ["prague"] = "Europe/Prague", ["athens"] = "Europe/Athens", ["istanbul"] = "Europe/Istanbul",
        ["moscow"] = "Europe/Moscow", ["dubai"] = "Asia/Dubai", ["mumbai"] = "Asia/Kolkata", ["delhi"] = "Asia/Kolkata", ["kolkata"] = "Asia/Kolkata", ["india"] = "Asia/Kolkata",
        ["singapore"] = "Asia/Singapore", ["hong kong"] = "Asia/Hong_Kong", ["shanghai"] = "Asia/Shanghai", ["beijing"] = "Asia/Shanghai", ["tokyo"] = "Asia/Tokyo", ["seoul"] = "Asia/Seoul",
        ["sydney"] = "Australia/Sydney", ["melbourne"] = "Australia/Melbourne", ["auckland"] = "Pacific/Auckland", ["us eastern"] = "America/New_York",
        ["us central"] = "America/Chicago", ["us mountain"] = "America/Denver", ["us pacific"] = "America/Los_Angeles",
    };

    private static readonly HashSet<string> Abbreviations =
        ["cet", "cest", "eet", "eest", "wet", "west", "bst", "est", "edt", "et", "cst", "cdt", "ct", "mst", "mdt", "mt", "pst", "pdt", "pt", "ist", "aest", "jst", "msk"];

    /// <summary>Whether a phrase ends with a city. "Paris" before ", Texas" is another one.</summary>
    public static bool EndsWithCity(string phrase) => Tokens.Of(phrase).ConvertAll(t => t.Word) is [.., var before, var last] && (Cities.ContainsKey(last) || Cities.ContainsKey($"{before} {last}"));

    /// <summary>Whether a word ends a time of day, as before "eastern" in "at 9 eastern".</summary>
    private static bool IsClock(string word) => word is [>= '0' and <= '9', ..] or "am" or "pm" or "noon" or "midday" or "midnight" or "o'clock";

    public static bool TryRead(Reader reader, Draft draft)
    {
        var start = reader.At;
        if (reader.TakeAll("local time") || reader.TakeAll("my time") || reader.TakeAll("in local time") || reader.TakeAll("in my time zone"))
        {
            return true;
        }

        _ = reader.Take("in", "on");
        _ = reader.Take("the");
        _ = reader.TakeAll("time zone") || reader.TakeAll("timezone") || reader.TakeAll("clock of");
        var name = reader.Word();
        if (Abbreviations.Contains(name) || name is "eastern" or "central" or "mountain" or "pacific" && (reader.Word(1) is "time" or "standard" or "daylight" || reader.At == start && IsClock(reader.Word(-1))))
        {
            reader.At++;
            _ = reader.Refuse(reader.At - 1, "is ambiguous; use the full name of the zone, such as Europe/Berlin or America/New_York");
            return reader.Take("standard", "daylight") | reader.Take("time") || true;
        }

        string? zone;
        if (name is "utc" or "gmt" or "z")
        {
            zone = "UTC";
            reader.At++;

            // "UTC+2" is the zone Etc/GMT-2, whose sign is turned around.
            if (name != "z" && reader.Word() is "+" or "-" && reader.Touches(0) && reader.Touches(1))
            {
                var east = reader.Word() == "+";
                var number = reader.Word(1).EndsWith(":00", StringComparison.Ordinal) ? reader.Word(1)[..^3] : reader.Word(1);
                var whole = Vocabulary.TryDigits(number, out var hours) && hours <= (east ? 14 : 12) ? number.TrimStart('0') : null;
                reader.At += 2;
                if (whole is null)
                {
                    return reader.Refuse(reader.At - 3, "is not an offset of whole hours, -12 to +14; use the name of a zone such as Asia/Kolkata");
                }

                zone = whole.Length == 0 ? "UTC" : $"Etc/GMT{(east ? '-' : '+')}{whole}";
            }
        }
        else if (name.Contains('/', StringComparison.Ordinal) && char.IsAsciiLetter(name[0]) && !DayLetters.TryRead(name, out _) || name is ['e' or 'c' or 'm' or 'p', 's', 't', >= '5' and <= '8', _, 'd', 't'])
        {
            reader.At++;
            if (!ZoneNames.TryFind(name, out zone, out _))
            {
                return reader.Refuse(reader.At - 1, "is not a known time zone; use a name such as Europe/Berlin or America/New_York");
            }
        }
        else if (Cities.TryGetValue(name + " " + reader.Word(1), out zone))
        {
            reader.At += 2;
        }
        else if (Cities.TryGetValue(name, out zone))
        {
            reader.At++;
        }
        else
        {
            return reader.Back(start);
        }

        _ = reader.Take("time", "timezone", "zone") && reader.Take("zone");
        if (draft.NamedZone is { } other && other != zone)
        {
            return reader.Refuse(start, $"is a second time zone after {other}; a schedule has only one");
        }

        draft.NamedZone = zone;
        return true;
    }
}
