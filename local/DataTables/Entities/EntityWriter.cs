using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>
/// Writes entities as OData JSON into one buffer and checks each against the service's limits on the way, because
/// Azurite accepts entities that Azure refuses. One writer serves all entities of a batch.
/// </summary>
internal sealed class EntityWriter(IBufferWriter<byte> buffer) : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The body is JSON for a service, never HTML: escaping quotes and angle brackets as \u would only make it longer.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly Utf8JsonWriter _json = new(buffer, Options);
    private EntitySize _size;

    public void Write(ITableEntity entity)
    {
        EntityRules.CheckKeys(entity.PartitionKey, entity.RowKey);
        _size = new EntitySize(entity.PartitionKey, entity.RowKey);
        _json.Reset();
        _json.WriteStartObject();
        WriteText("PartitionKey", entity.PartitionKey);
        WriteText("RowKey", entity.RowKey);
        if (entity is IDictionary<string, object> values)
        {
            foreach (var (name, value) in values)
            {
                if (!EntityRules.IsSystem(name))
                {
                    Add(name, value);
                }
            }
        }
        else
        {
            EntityShape.Of(entity.GetType()).Write(entity, this);
        }

        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    /// <summary>Null is left out: the service stores no nulls, and a merge ignores them.</summary>
    public void Add(string name, object? value)
    {
        switch (value)
        {
            case null: break;
            case string v: Add(name, v); break;
            case int v: Add(name, v); break;
            case long v: Add(name, v); break;
            case bool v: Add(name, v); break;
            case double v: Add(name, v); break;
            case DateTimeOffset v: Add(name, v); break;
            case DateTime v: Add(name, v); break;
            case Guid v: Add(name, v); break;
            case byte[] v: Add(name, v); break;
            case BinaryData v: Add(name, v); break;
            case Enum v: Add(name, v.ToString()); break;
            default: throw new NotSupportedException($"Property \"{name}\" has type {value.GetType()}, which tables cannot hold; local/README.md lists the types.");
        }
    }

    public void Add(string name, string? value)
    {
        if (value is not null)
        {
            _size.Add(name, 4 + (value.Length * 2), value.Length > EntityRules.MaxStringLength);
            WriteText(name, value);
        }
    }

    public void Add(string name, int value)
    {
        _size.Add(name, 4);
        _json.WriteNumber(name, value);
    }

    public void Add(string name, bool value)
    {
        _size.Add(name, 1);
        _json.WriteBoolean(name, value);
    }

    public void Add(string name, long value)
    {
        _size.Add(name, 8);
        Annotate(name, "Edm.Int64"u8);
        Span<char> text = stackalloc char[20];
        value.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        _json.WriteString(name, text[..length]);
    }

    public void Add(string name, double value)
    {
        _size.Add(name, 8);
        Annotate(name, "Edm.Double"u8);
        if (double.IsFinite(value))
        {
            // The annotation makes "5" a double for Azure; Azurite wants to see a fraction or an exponent.
            _json.WritePropertyName(name);
            _json.WriteRawValue(Edm.Text(value), skipInputValidation: true);
        }
        else
        {
            _json.WriteString(name, Edm.Text(value));
        }
    }

    public void Add(string name, DateTime value) => AddTime(name, Edm.Utc(value));

    public void Add(string name, DateTimeOffset value) => AddTime(name, value.UtcDateTime);

    public void Add(string name, Guid value)
    {
        _size.Add(name, 16);
        Annotate(name, "Edm.Guid"u8);
        _json.WriteString(name, value);
    }

    public void Add(string name, byte[]? value)
    {
        if (value is not null)
        {
            AddBinary(name, value);
        }
    }

    public void Add(string name, BinaryData? value)
    {
        if (value is not null)
        {
            AddBinary(name, value.ToMemory().Span);
        }
    }

    private void AddBinary(string name, ReadOnlySpan<byte> value)
    {
        _size.Add(name, 4 + value.Length, value.Length > EntityRules.MaxBinaryLength);
        Annotate(name, "Edm.Binary"u8);
        _json.WriteBase64String(name, value);
    }

    private void AddTime(string name, DateTime utc)
    {
        EntityRules.CheckTime(name, utc);
        _size.Add(name, 8);
        Annotate(name, "Edm.DateTime"u8);
        Span<char> text = stackalloc char[Edm.TimeLength];
        utc.TryFormat(text, out var length, Edm.TimeFormat, CultureInfo.InvariantCulture);
        _json.WriteString(name, text[..length]);
    }

    /// <summary>
    /// Other than ASCII goes out as \u escapes: Azurite decodes a body piece by piece, and spoils a character whose bytes
    /// come in two of them. Plain ASCII, nearly everything, takes the fast way.
    /// </summary>
    private void WriteText(string name, string value)
    {
        if (Ascii.IsValid(value))
        {
            _json.WriteString(name, value);
        }
        else
        {
            _json.WriteString(name, JsonEncodedText.Encode(value, JavaScriptEncoder.Default));
        }
    }

    private void Annotate(string name, ReadOnlySpan<byte> type) => _json.WriteString(Edm.AnnotationOf(name), type);
}
