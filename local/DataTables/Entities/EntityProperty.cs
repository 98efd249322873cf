using System.Reflection;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>One stored property of an entity class.</summary>
internal abstract class EntityProperty(string name)
{
    private delegate TValue Parse<TValue>(ref Utf8JsonReader json, EdmType type);

    public string Name => name;

    public static EntityProperty Of(PropertyInfo property, string name)
    {
        var type = property.PropertyType;
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return (type == typeof(string) ? new Typed<string>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => j.GetString()!)
            : type == typeof(byte[]) ? new Typed<byte[]>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => j.GetBytesFromBase64())
            : type == typeof(BinaryData) ? new Typed<BinaryData>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => BinaryData.FromBytes(j.GetBytesFromBase64()))
            : value == typeof(int) ? Struct<int>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => j.GetInt32())
            : value == typeof(long) ? Struct<long>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => EntityReader.Int64(ref j))
            : value == typeof(bool) ? Struct<bool>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => j.GetBoolean())
            : value == typeof(double) ? Struct<double>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => EntityReader.Double(ref j))
            : value == typeof(DateTimeOffset) ? Struct<DateTimeOffset>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => EntityReader.Time(ref j))
            : value == typeof(DateTime) ? Struct<DateTime>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => EntityReader.Time(ref j).UtcDateTime)
            : value == typeof(Guid) ? Struct<Guid>(property, name, static (w, n, v) => w.Add(n, v), static (ref j, _) => j.GetGuid())
            : value.IsEnum ? (EntityProperty)Activator.CreateInstance(typeof(Enumerated<>).MakeGenericType(value), property, name)!
            : null)
            ?? throw new NotSupportedException($"{property.DeclaringType?.Name}.{property.Name} has type {type}, which tables cannot hold; local/README.md lists the types. [IgnoreDataMember] leaves it out.");
    }

    public abstract void Write(object entity, EntityWriter writer);

    public abstract void Read(object entity, ref Utf8JsonReader json, EdmType type);

    private static EntityProperty Struct<TValue>(PropertyInfo property, string name, Action<EntityWriter, string, TValue> write, Parse<TValue> parse)
        where TValue : struct
        => property.PropertyType == typeof(TValue)
            ? new Typed<TValue>(property, name, write, parse)
            : new Typed<TValue?>(property, name, (w, n, v) => WriteIfSet(w, n, v, write), (ref j, t) => parse(ref j, t));

    private static void WriteIfSet<TValue>(EntityWriter writer, string name, TValue? value, Action<EntityWriter, string, TValue> write)
        where TValue : struct
    {
        if (value is { } set)
        {
            write(writer, name, set);
        }
    }

    private sealed class Typed<TValue>(PropertyInfo property, string name, Action<EntityWriter, string, TValue> write, Parse<TValue> parse) : EntityProperty(name)
    {
        private readonly Func<object, TValue> _get = Access.Getter<TValue>(property);
        private readonly Action<object, TValue> _set = Access.Setter<TValue>(property);

        public override void Write(object entity, EntityWriter writer) => write(writer, Name, _get(entity));

        public override void Read(object entity, ref Utf8JsonReader json, EdmType type) => _set(entity, parse(ref json, type));
    }

    /// <summary>Enums are stored as their names; a number is understood, too.</summary>
    private sealed class Enumerated<TEnum>(PropertyInfo property, string name) : EntityProperty(name)
        where TEnum : struct, Enum
    {
        public override void Write(object entity, EntityWriter writer) => writer.Add(Name, property.GetValue(entity)?.ToString());

        public override void Read(object entity, ref Utf8JsonReader json, EdmType type) => property.SetValue(entity, json.TokenType == JsonTokenType.Number
            ? Enum.ToObject(typeof(TEnum), json.GetInt64())
            : Enum.Parse<TEnum>(json.GetString()!));
    }
}
