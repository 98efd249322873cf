using System.Globalization;
using Azure.Data.Tables.Entities;

namespace Azure.Data.Tables.Rest;

/// <summary>Turns the arguments of an interpolated filter into OData literals, quotes and all, so that no value can break out.</summary>
internal static class ODataFilter
{
    public static string Create(FormattableString filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var literals = filter.GetArguments().Select(Literal).ToArray<object>();
        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }

    private static string Literal(object? value) => value switch
    {
        string text => Quoted(text),
        char character => Quoted(character.ToString()),
        bool truth => truth ? "true" : "false",
        sbyte or byte or short or ushort or int => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        uint or long => string.Create(CultureInfo.InvariantCulture, $"{value}L"),
        float number => Edm.Text(number),
        double number => Edm.Text(number),
        DateTimeOffset time => $"datetime'{time.UtcDateTime.ToString(Edm.TimeFormat, CultureInfo.InvariantCulture)}'",
        DateTime time => $"datetime'{Edm.Utc(time).ToString(Edm.TimeFormat, CultureInfo.InvariantCulture)}'",
        Guid guid => $"guid'{guid:D}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData data => $"X'{Convert.ToHexString(data.ToMemory().Span)}'",
        null => throw new ArgumentException("A filter cannot compare with null: tables store no nulls."),
        _ => throw new ArgumentException($"A filter cannot hold a value of type {value.GetType()}."),
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
