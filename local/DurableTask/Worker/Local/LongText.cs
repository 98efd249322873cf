using System.Globalization;
using System.Text;
using Azure.Data.Tables;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Text longer than a property holds (64 KiB of UTF-16), as properties T00, T01, … and, past what an entity holds (1 MiB), as further rows.</summary>
internal static class LongText
{
    private const int PropertyLength = 30_000;
    private const int PropertiesPerRow = 15;

    /// <summary>Longest text that is stored: with its escapes it must fit into one transaction (4 MiB).</summary>
    public const int MaxLength = 1_500_000;

    /// <summary>The text cut into rows of properties. At least one row.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Cut(string text)
    {
        var pieces = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(PropertyLength, text.Length - at);
            // A pair of surrogates is one character of UTF-8 and must stay together.
            if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]))
            {
                length--;
            }

            pieces.Add(text.Substring(at, length));
            at += length;
        }

        return pieces.Count == 0 ? [[]] : [.. pieces.Chunk(PropertiesPerRow)];
    }

    public static void Write(TableEntity entity, IReadOnlyList<string> pieces)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            entity[Property(i)] = pieces[i];
        }
    }

    public static void Read(TableEntity entity, StringBuilder into)
    {
        for (var i = 0; i < PropertiesPerRow && entity.TryGetValue(Property(i), out var piece); i++)
        {
            into.Append((string)piece!);
        }
    }

    private static string Property(int i) => string.Create(CultureInfo.InvariantCulture, $"T{i:D2}");
}
