using System.Globalization;

namespace AgentSched.Time.English;

/// <summary>Words that mean numbers, days and months.</summary>
internal static class Vocabulary
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] Ordinals =
    [
        "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ];

    private static readonly Dictionary<string, int> DayNames = Names(Phrase.Days, 0, ("tues", 2), ("weds", 3), ("thur", 4), ("thurs", 4));

    private static readonly Dictionary<string, int> MonthNames = Names(Phrase.Months, 1, ("sept", 9));

    /// <summary>Whether a word is a day or a month, abbreviated or not, singular or plural.</summary>
    public static bool IsName(string word) => TryDay(word, out _, out _) || MonthNames.ContainsKey(word);

    /// <param name="word">One word.</param>
    /// <param name="day">0 is Sunday.</param>
    /// <param name="many">Whether it is a plural such as <c>mondays</c>.</param>
    public static bool TryDay(string word, out int day, out bool many)
    {
        many = false;
        if (DayNames.TryGetValue(word, out day))
        {
            return true;
        }

        many = word.EndsWith('s') && DayNames.TryGetValue(word.Replace("'", "", StringComparison.Ordinal)[..^1], out day);
        return many;
    }

    /// <param name="word">One word.</param>
    /// <param name="month">From 1.</param>
    public static bool TryMonth(string word, out int month) => MonthNames.TryGetValue(word, out month);

    /// <summary>Reads a number in digits or in words, of one or two tokens. If there is none, the reader is not advanced.</summary>
    public static bool TryNumber(Reader reader, out int number)
    {
        if (TryDigits(reader.Word(), out number) || (number = Array.IndexOf(Small, reader.Word())) >= 0)
        {
            reader.At++;
            return true;
        }

        var tens = Array.IndexOf(Tens, reader.Word());
        if (tens < 0)
        {
            number = 0;
            return false;
        }

        reader.At++;
        var ones = Array.IndexOf(Small, reader.Word());
        number = (tens + 2) * 10 + (ones is >= 1 and <= 9 ? ones : 0);
        reader.At += ones is >= 1 and <= 9 ? 1 : 0;
        return true;
    }

    /// <summary><c>1st</c>, <c>first</c>, <c>twenty first</c>: reads an ordinal of one or two tokens. If there is none, the reader is not advanced.</summary>
    public static bool TryOrdinal(Reader reader, out int number)
    {
        var word = reader.Word();
        if (word.Length > 2 && char.IsAsciiLetter(word[^1]) && TryDigits(word[..^2], out number) && number > 0 || (number = Array.IndexOf(Ordinals, word)) > 0)
        {
            reader.At++;
            return true;
        }

        if (word is "thirtieth")
        {
            number = 30;
            reader.At++;
            return true;
        }

        var ones = Array.IndexOf(Ordinals, reader.Word(1));
        number = ones is >= 1 and <= 9 && word is "twenty" or "thirty" ? (word == "twenty" ? 20 : 30) + ones : 0;
        reader.At += number > 0 ? 2 : 0;
        return number > 0;
    }

    /// <summary>Whether a word is a year in which something can be scheduled.</summary>
    public static bool IsYear(string word, out int year) => TryDigits(word, out year) && word.Length == 4 && year is >= 2000 and < 2200;

    public static bool TryDigits(string word, out int number) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Dictionary<string, int> Names(string[] names, int first, params ReadOnlySpan<(string, int)> more)
    {
        var all = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i].ToLowerInvariant();
            all[name] = i + first;
            all[name[..3]] = i + first;
        }

        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        return all;
    }
}
