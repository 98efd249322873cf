using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>Reads entities from OData JSON (minimal metadata), token by token: a page of 1,000 entities makes no document tree.</summary>
internal static class EntityReader
{
    /// <summary>Reads a body that is one entity.</summary>
    /// <param name="body">JSON text.</param>
    /// <param name="etag">From the ETag header, for an entity whose body does not tell it.</param>
    public static T ReadOne<T>(ReadOnlySpan<byte> body, string? etag = null)
        where T : class, ITableEntity
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        var entity = Read<T>(ref json, new PropertyNames());
        if (etag is not null && entity.ETag == default)
        {
            entity.ETag = new ETag(etag);
        }

        return entity;
    }

    /// <summary>Reads a body of the form <c>{"odata.metadata": …, "value": [ … ]}</c>.</summary>
    public static List<T> ReadPage<T>(ReadOnlySpan<byte> body)
        where T : class, ITableEntity
    {
        var page = new List<T>();
        var names = new PropertyNames();
        var json = new Utf8JsonReader(body);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = json.ValueTextEquals("value"u8);
            json.Read();
            if (!isValue)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                page.Add(Read<T>(ref json, names));
            }
        }

        return page;
    }

    /// <summary>Reads the entity that starts at the current token, and stops at its end.</summary>
    private static T Read<T>(ref Utf8JsonReader json, PropertyNames names)
        where T : class, ITableEntity
    {
        if (typeof(T) == typeof(TableEntity) || typeof(T).IsInterface)
        {
            return (T)(object)ReadTableEntity(ref json, names);
        }

        var shape = EntityShape.Of(typeof(T));
        var entity = (T)shape.New();
        string? annotated = null;
        var type = EdmType.Inferred;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = names.Get(ref json);
            json.Read();
            if (Annotation(name, ref json, ref annotated, ref type))
            {
                continue;
            }

            var given = string.Equals(annotated, name, StringComparison.Ordinal) ? type : EdmType.Inferred;
            if (json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            switch (name)
            {
                case "PartitionKey": entity.PartitionKey = json.GetString()!; break;
                case "RowKey": entity.RowKey = json.GetString()!; break;
                case "Timestamp": entity.Timestamp = Time(ref json); break;
                case TableEntity.ETagName: entity.ETag = new ETag(json.GetString()!); break;
                default: shape.Read(entity, name, ref json, given); break;
            }
        }

        return entity;
    }

    private static TableEntity ReadTableEntity(ref Utf8JsonReader json, PropertyNames names)
    {
        var entity = new TableEntity();
        string? annotated = null;
        var type = EdmType.Inferred;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = names.Get(ref json);
            json.Read();
            if (Annotation(name, ref json, ref annotated, ref type))
            {
                continue;
            }

            var given = string.Equals(name, "Timestamp", StringComparison.Ordinal) ? EdmType.DateTime
                : string.Equals(annotated, name, StringComparison.Ordinal) ? type
                : EdmType.Inferred;
            if (Value(ref json, given) is { } value)
            {
                entity[name] = value;
            }
        }

        return entity;
    }

    /// <summary>Takes <c>"Name@odata.type": "Edm.…"</c>, which stands before its property, and drops the other metadata.</summary>
    private static bool Annotation(string name, ref Utf8JsonReader json, ref string? annotated, ref EdmType type)
    {
        const string Suffix = "@odata.type";
        if (name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            annotated = name[..^Suffix.Length];
            type = json.ValueTextEquals("Edm.Int64"u8) ? EdmType.Int64
                : json.ValueTextEquals("Edm.DateTime"u8) ? EdmType.DateTime
                : json.ValueTextEquals("Edm.Double"u8) ? EdmType.Double
                : json.ValueTextEquals("Edm.Guid"u8) ? EdmType.Guid
                : json.ValueTextEquals("Edm.Binary"u8) ? EdmType.Binary
                : EdmType.Inferred;
            return true;
        }

        return name.StartsWith("odata.", StringComparison.Ordinal) && !string.Equals(name, TableEntity.ETagName, StringComparison.Ordinal);
    }

    private static object? Value(ref Utf8JsonReader json, EdmType type) => (json.TokenType, type) switch
    {
        (JsonTokenType.Null, _) => null,
        (JsonTokenType.True, _) => true,
        (JsonTokenType.False, _) => false,
        (JsonTokenType.Number, EdmType.Double) => json.GetDouble(),
        (JsonTokenType.Number, EdmType.Int64) => json.GetInt64(),
        (JsonTokenType.Number, _) => json.TryGetInt32(out var number) ? number : (object)json.GetDouble(),
        (JsonTokenType.String, EdmType.Int64) => Int64(ref json),
        (JsonTokenType.String, EdmType.DateTime) => Time(ref json),
        (JsonTokenType.String, EdmType.Double) => Double(ref json),
        (JsonTokenType.String, EdmType.Guid) => json.GetGuid(),
        (JsonTokenType.String, EdmType.Binary) => json.GetBytesFromBase64(),
        (JsonTokenType.String, _) => json.GetString(),
        _ => throw new FormatException("The table service answered with a property that is neither text, number nor truth value."),
    };

    public static long Int64(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number ? json.GetInt64() : long.Parse(json.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static double Double(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Number
        ? json.GetDouble()
        : json.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" or "INF" => double.PositiveInfinity,
            "-Infinity" or "-INF" => double.NegativeInfinity,
            var text => double.Parse(text!, NumberStyles.Float, CultureInfo.InvariantCulture),
        };

    public static DateTimeOffset Time(ref Utf8JsonReader json) =>
        json.TryGetDateTimeOffset(out var time)
            ? time.ToUniversalTime()
            : DateTimeOffset.Parse(json.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
