using System.Globalization;
using System.Text;

namespace AgentSched.Base;

/// <summary>
/// Unicode normalization form C (UAX #15): one spelling for texts that look the same, such as é as one or as two characters. The app runs without culture data
/// (InvariantGlobalization), where <see cref="string.Normalize()"/> returns its input, so the table of decompositions is the app's own (<c>canonical.txt</c>).
/// </summary>
internal static class NormalForm
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    private static readonly Lazy<(Dictionary<int, int[]> Parts, Dictionary<(int, int), int> Wholes, Dictionary<int, int> Classes)> Data = new(Read);

    /// <summary>The text in form C. Unpaired surrogates stay as they are.</summary>
    public static string Of(string text) => Ascii.IsValid(text) ? text : Write(Compose(Ordered(Decompose(text))));

    private static List<int> Decompose(string text)
    {
        var parts = new List<int>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogatePair(text, at))
            {
                Add(parts, char.ConvertToUtf32(text, at++));
            }
            else
            {
                Add(parts, text[at]);
            }
        }

        return parts;
    }

    private static void Add(List<int> parts, int point)
    {
        if (point - HangulBase is >= 0 and < Leads * Vowels * Tails and var syllable)
        {
            parts.Add(LeadBase + (syllable / (Vowels * Tails)));
            parts.Add(VowelBase + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails > 0)
            {
                parts.Add(TailBase + (syllable % Tails));
            }
        }
        else if (Data.Value.Parts.TryGetValue(point, out var inner))
        {
            Array.ForEach(inner, part => Add(parts, part)); // a part may have parts
        }
        else
        {
            parts.Add(point);
        }
    }

    /// <summary>Puts marks after the same base character into the order of their classes; marks of one class keep theirs.</summary>
    private static List<int> Ordered(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && ClassOf(points[end]) > 0)
            {
                end++;
            }

            if (end > start)
            {
                var marks = points[start..end].OrderBy(ClassOf).ToList(); // a stable sort
                points.RemoveRange(start, end - start);
                points.InsertRange(start, marks);
                start = end;
            }
        }

        return points;
    }

    private static List<int> Compose(List<int> points)
    {
        var composed = new List<int>(points.Count);
        var (starter, last) = (-1, 0); // place of the last base character; class of the character before
        foreach (var point in points)
        {
            var own = ClassOf(point);
            var isNext = starter == composed.Count - 1;
            if (starter >= 0 && (isNext || (last < own && last > 0)) && Whole(composed[starter], point) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }

            if (own == 0)
            {
                starter = composed.Count;
            }

            composed.Add(point);
            last = own;
        }

        return composed;
    }

    private static int? Whole(int first, int second)
    {
        if (first - LeadBase is >= 0 and < Leads and var lead && second - VowelBase is >= 0 and < Vowels and var vowel)
        {
            return HangulBase + (((lead * Vowels) + vowel) * Tails);
        }

        if (first - HangulBase is >= 0 and < Leads * Vowels * Tails and var syllable && syllable % Tails == 0 && second - TailBase is > 0 and < Tails and var tail)
        {
            return first + tail;
        }

        return Data.Value.Wholes.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static int ClassOf(int point) => Data.Value.Classes.GetValueOrDefault(point);

    private static string Write(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            _ = point is >= 0xD800 and <= 0xDFFF ? text.Append((char)point) : text.Append(char.ConvertFromUtf32(point));
        }

        return text.ToString();
    }

    private static (Dictionary<int, int[]>, Dictionary<(int, int), int>, Dictionary<int, int>) Read()
    {
        var (parts, wholes, classes) = (new Dictionary<int, int[]>(), new Dictionary<(int, int), int>(), new Dictionary<int, int>());
        using var reader = new StreamReader(typeof(NormalForm).Assembly.GetManifestResourceStream("canonical.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(' ');
            switch (fields[0])
            {
                case "=":
                    parts[Hex(fields[1])] = [Hex(fields[2]), Hex(fields[3])];
                    wholes[(Hex(fields[2]), Hex(fields[3]))] = Hex(fields[1]);
                    break;
                case "<":
                    parts[Hex(fields[1])] = [.. fields.Skip(2).Select(Hex)];
                    break;
                case "+":
                    for (var point = Hex(fields[1]); point <= Hex(fields[2]); point++)
                    {
                        classes[point] = int.Parse(fields[3], CultureInfo.InvariantCulture);
                    }

                    break;
            }
        }

        return (parts, wholes, classes);
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
