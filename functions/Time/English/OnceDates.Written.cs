using System.Globalization;

namespace AgentSched.Time.English;

/// <content>Reads dates with a day and a month.</content>
internal static partial class OnceDates
{
    /// <summary><c>24 December</c>, <c>the 24th of December 2026</c>, <c>Dec 24, 2026</c>.</summary>
    private static bool TryNamed(Reader reader, int start, out WrittenDate date)
    {
        date = default;
        var day = 0;
        _ = reader.Take("the");
        var dayFirst = Vocabulary.TryOrdinal(reader, out day) || Vocabulary.TryNumber(reader, out day);
        if (dayFirst)
        {
            _ = reader.Take("of");
        }

        if (!Vocabulary.TryMonth(reader.Word(), out var month))
        {
            return reader.Back(start);
        }

        reader.At++;
        if (!dayFirst)
        {
            _ = reader.Take("the");
            if (Vocabulary.IsYear(reader.Word(), out _) || !Vocabulary.TryOrdinal(reader, out day) && !Vocabulary.TryNumber(reader, out day) || reader.Word() is "am" or "pm" or "o'clock")
            {
                return reader.Back(start);
            }
        }

        // "the 1st of January and July" is not a date.
        if (reader.Word() is "and" or "," or "to" or "-" && Vocabulary.TryMonth(reader.Word(1), out _) && !char.IsAsciiDigit(reader.Word(2) is [var next, ..] ? next : ' '))
        {
            return reader.Back(start);
        }

        int? year = null;
        var comma = reader.At;
        _ = reader.Take(",");
        if (reader.Word().Length == 4 && Vocabulary.TryDigits(reader.Word(), out var said) && said is >= 1900 and < 2200 && reader.Word(1) is not ("hours" or "hrs" or "h"))
        {
            year = said;
            reader.At++;
        }
        else
        {
            reader.At = comma;
        }

        return Checked(reader, start, year, month, day, out date);
    }

    /// <summary><c>2026-12-24</c>, <c>24.12.2026</c>, <c>24.12.</c>, <c>24/12/2026</c>. Ambiguous dates, such as 3 April or 4 March, are refused.</summary>
    private static bool TryWritten(Reader reader, int start, out WrittenDate date)
    {
        date = default;
        var word = reader.Word();
        var parts = word.Split('-', '.', '/');
        if (parts is [_, _, ""] && word[^1] == '.' && Vocabulary.TryDigits(parts[0], out var day) && Vocabulary.TryDigits(parts[1], out var month))
        {
            reader.At++;
            return Checked(reader, start, year: null, month, day, out date);
        }

        if (parts.Length != 3 || !parts.All(p => Vocabulary.TryDigits(p, out _)))
        {
            return false;
        }

        var n = parts.Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        if (parts[0].Length == 4)
        {
            reader.At++;
            _ = reader.Take("t");
            return Checked(reader, start, n[0], n[1], n[2], out date);
        }

        if (parts[2].Length != 4)
        {
            return false;
        }

        reader.At++;
        if (word.Contains('/', StringComparison.Ordinal) && n[0] <= 12 && n[1] <= 12 && n[0] != n[1] && n[2] > 0)
        {
            date = new WrittenDate(n[2], 1, 1, word);
            return reader.Refuse(start, "is ambiguous: day or month first; write it as 2026-12-24");
        }

        var monthFirst = word.Contains('/', StringComparison.Ordinal) && n[1] > 12;
        return Checked(reader, start, n[2], monthFirst ? n[0] : n[1], monthFirst ? n[1] : n[0], out date);
    }

    private static bool Is(DateOnly day, Reader reader, int start, out WrittenDate date)
    {
        date = new WrittenDate(day.Year, day.Month, day.Day, reader.Quote(start, reader.At));
        return true;
    }

    private static bool Checked(Reader reader, int start, int? year, int month, int day, out WrittenDate date)
    {
        // 29 February without a year is valid: it exists in some years.
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Math.Clamp(year ?? 2000, 1, 9999), month) || year is < 1 or > 9990)
        {
            var near = month is < 1 or > 12 ? "24 December" : $"{Phrase.Number(Math.Clamp(day, 1, month == 2 ? 28 : DateTime.DaysInMonth(2000, month)))} {Phrase.Months[month - 1]}";
            reader.Refuse(start, $"is a day that does not exist; try \"on {near} at 18:00\"");
            (year, month, day) = (2000, 1, 1);
        }

        date = new WrittenDate(year, month, day, reader.Quote(start, reader.At));
        return true;
    }
}
