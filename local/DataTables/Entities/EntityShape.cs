using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>
/// The stored properties of an entity class: public, readable and writable. <see cref="DataMemberAttribute"/> renames one,
/// <see cref="IgnoreDataMemberAttribute"/> leaves one out. Found once per type by reflection, then called through typed delegates.
/// </summary>
internal sealed class EntityShape
{
    private static readonly ConcurrentDictionary<Type, EntityShape> Known = new();

    private readonly Type _type;
    private readonly EntityProperty[] _properties;
    private readonly Dictionary<string, EntityProperty> _byName;

    private EntityShape(Type type)
    {
        _type = type;
        _properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(IsStored)
            .Select(p => EntityProperty.Of(p, p.GetCustomAttribute<DataMemberAttribute>()?.Name ?? p.Name))
            .ToArray();
        _byName = _properties.ToDictionary(p => p.Name, StringComparer.Ordinal);
    }

    public static EntityShape Of(Type type) => Known.GetOrAdd(type, t => new EntityShape(t));

    public object New()
    {
        try
        {
            return Activator.CreateInstance(_type)!;
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    public void Write(object entity, EntityWriter writer)
    {
        foreach (var property in _properties)
        {
            property.Write(entity, writer);
        }
    }

    /// <summary>Sets the property that the current token belongs to; a name that the class does not know is skipped.</summary>
    public void Read(object entity, string name, ref Utf8JsonReader json, EdmType type)
    {
        if (!_byName.TryGetValue(name, out var property))
        {
            return;
        }

        try
        {
            property.Read(entity, ref json, type);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidOperationException($"Property \"{name}\" of the stored entity does not fit {_type.Name}.{name}.", e);
        }
    }

    private static bool IsStored(PropertyInfo property) =>
        property.Name is not (nameof(ITableEntity.PartitionKey) or nameof(ITableEntity.RowKey) or nameof(ITableEntity.Timestamp) or nameof(ITableEntity.ETag))
        && property is { GetMethod.IsPublic: true, SetMethod.IsPublic: true }
        && property.GetIndexParameters().Length == 0
        && !property.IsDefined(typeof(IgnoreDataMemberAttribute));
}
