namespace Azure.Data.Tables.Entities;

/// <summary>The type that an answer states for a property; strings, truth values and 32-bit numbers go without.</summary>
internal enum EdmType
{
    Inferred,
    Int64,
    DateTime,
    Double,
    Guid,
    Binary,
}
