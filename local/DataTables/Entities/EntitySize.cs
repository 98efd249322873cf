using System.Runtime.InteropServices;

namespace Azure.Data.Tables.Entities;

/// <summary>Counts an entity's properties and bytes as the service does ("Understanding the Table service data model").</summary>
[StructLayout(LayoutKind.Auto)]
internal struct EntitySize(string partitionKey, string rowKey)
{
    private int _bytes = 4 + ((partitionKey.Length + rowKey.Length) * 2);
    private int _properties;

    /// <param name="name">The property.</param>
    /// <param name="valueBytes">Bytes of the value alone.</param>
    /// <param name="tooLong">Whether the value is over its own limit.</param>
    public void Add(string name, int valueBytes, bool tooLong = false)
    {
        EntityRules.CheckName(name);
        if (tooLong)
        {
            throw EntityRules.PropertyTooLarge(name);
        }

        if (++_properties > EntityRules.MaxProperties)
        {
            throw EntityRules.TooManyProperties();
        }

        _bytes += 8 + (name.Length * 2) + valueBytes;
        if (_bytes > EntityRules.MaxEntityBytes)
        {
            throw EntityRules.EntityTooLarge();
        }
    }
}
