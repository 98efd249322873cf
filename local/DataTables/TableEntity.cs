#nullable disable // as the original, whose values and results may all be null
using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

/// <summary>
/// An entity as a dictionary. The keys, Timestamp and ETag are entries like the others (the ETag under <c>odata.etag</c>);
/// property names are case-sensitive. Values that were read have the types string, int, long, double, bool, DateTimeOffset, Guid, byte[].
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "The original's name.")]
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    internal const string ETagName = "odata.etag";

    private readonly Dictionary<string, object> _values;

    public TableEntity() => _values = new(StringComparer.Ordinal);

    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    public TableEntity(IDictionary<string, object> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = new(values, StringComparer.Ordinal);
    }

    public string PartitionKey
    {
        get => GetString(nameof(PartitionKey));
        set => _values[nameof(PartitionKey)] = value;
    }

    public string RowKey
    {
        get => GetString(nameof(RowKey));
        set => _values[nameof(RowKey)] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(nameof(Timestamp));
        set => _values[nameof(Timestamp)] = value;
    }

    public ETag ETag
    {
        get => _values.TryGetValue(ETagName, out var value) && value is string text ? new ETag(text) : default;
        set => _values[ETagName] = value.ToString();
    }

    public ICollection<string> Keys => _values.Keys;

    public int Count => _values.Count;

    ICollection<object> IDictionary<string, object>.Values => _values.Values;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    public object this[string key]
    {
        get => _values.TryGetValue(key, out var value) ? value : null;
        set => _values[key] = Widen(key, value);
    }

    public string GetString(string key) => Get<string>(key);

    public byte[] GetBinary(string key) => Value(key) switch
    {
        null => null,
        byte[] bytes => bytes,
        BinaryData data => data.ToArray(),
        var other => throw WrongType(key, other, "Binary"),
    };

    public BinaryData GetBinaryData(string key) => Value(key) switch
    {
        null => null,
        byte[] bytes => BinaryData.FromBytes(bytes),
        BinaryData data => data,
        var other => throw WrongType(key, other, "Binary"),
    };

    public bool? GetBoolean(string key) => GetValue<bool>(key);

    public DateTime? GetDateTime(string key) => Value(key) switch
    {
        null => null,
        DateTime time => time,
        DateTimeOffset time => time.UtcDateTime,
        var other => throw WrongType(key, other, nameof(DateTime)),
    };

    public DateTimeOffset? GetDateTimeOffset(string key) => Value(key) switch
    {
        null => null,
        DateTimeOffset time => time,
        DateTime time => new DateTimeOffset(time),
        var other => throw WrongType(key, other, nameof(DateTimeOffset)),
    };

    public double? GetDouble(string key) => GetValue<double>(key);

    public Guid? GetGuid(string key) => GetValue<Guid>(key);

    public int? GetInt32(string key) => GetValue<int>(key);

    public long? GetInt64(string key) => GetValue<long>(key);

    public void Add(string key, object value) => _values.Add(key, value);

    public bool ContainsKey(string key) => _values.ContainsKey(key);

    public bool Remove(string key) => _values.Remove(key);

    public bool TryGetValue(string key, out object value) => _values.TryGetValue(key, out value);

    public void Clear() => _values.Clear();

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) => ((ICollection<KeyValuePair<string, object>>)_values).Contains(item);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object>>)_values).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) => ((ICollection<KeyValuePair<string, object>>)_values).Remove(item);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

    private static InvalidOperationException WrongType(string key, object value, string wanted) =>
        new($"Property \"{key}\" holds {value.GetType().Name}, not {wanted}.");

    private object Value(string key) => _values.GetValueOrDefault(key);

    private T Get<T>(string key)
        where T : class
        => Value(key) switch { null => null, T value => value, var other => throw WrongType(key, other, typeof(T).Name) };

    private T? GetValue<T>(string key)
        where T : struct
        => Value(key) switch { null => null, T value => value, var other => throw WrongType(key, other, typeof(T).Name) };

    // An int assigned over a long or double property keeps the stored type, so that a literal does not change a column's type.
    private object Widen(string key, object value) => (Value(key), value) switch
    {
        (long, int number) => (long)number,
        (double, int number) => (double)number,
        _ => value,
    };
}
