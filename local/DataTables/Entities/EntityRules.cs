using System.Buffers;
using Azure.Data.Tables.Models;
using Azure.Storage;

namespace Azure.Data.Tables.Entities;

/// <summary>
/// Azure's limits on keys, names and values, checked before sending with the status and code that Azure answers.
/// Azurite lets several of them pass. Source: learn.microsoft.com, "Understanding the Table service data model".
/// </summary>
internal static class EntityRules
{
    public const int MaxKeyLength = 512;
    public const int MaxNameLength = 255;
    public const int MaxProperties = 252;
    public const int MaxStringLength = 32 * 1024;
    public const int MaxBinaryLength = 64 * 1024;
    public const int MaxEntityBytes = 1024 * 1024;

    // / \ # ? and the control characters U+0000 to U+001F and U+007F to U+009F.
    private static readonly SearchValues<char> ForbiddenInKeys = SearchValues.Create(
        ['/', '\\', '#', '?', .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c)]);

    private static readonly DateTime Earliest = new(1601, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Written by the service or the protocol, never sent as a property of one's own.</summary>
    public static bool IsSystem(string name) =>
        name is "PartitionKey" or "RowKey" or "Timestamp" || name.StartsWith("odata.", StringComparison.Ordinal) || name.EndsWith("@odata.type", StringComparison.Ordinal);

    public static void CheckKeys(string partitionKey, string rowKey)
    {
        CheckKey("PartitionKey", partitionKey);
        CheckKey("RowKey", rowKey);
    }

    public static void CheckName(string name)
    {
        if (name.Length > MaxNameLength)
        {
            throw Refused(TableErrorCode.PropertyNameTooLong, $"A property name of {name.Length} characters exceeds the {MaxNameLength} that are allowed.");
        }

        if (name.Length == 0 || !(char.IsLetter(name[0]) || name[0] == '_') || name.AsSpan().ContainsAnyExcept(IdentifierParts) && !name.All(IsIdentifierPart))
        {
            throw Refused(TableErrorCode.PropertyNameInvalid, $"The property name \"{name}\" is not a C# identifier.");
        }
    }

    public static void CheckTime(string name, DateTime utc)
    {
        if (utc < Earliest)
        {
            throw Refused(TableErrorCode.OutOfRangeInput, $"The time in property \"{name}\" lies before 1601-01-01, the earliest that a table can hold.");
        }
    }

    public static RequestFailedException PropertyTooLarge(string name) =>
        Refused(TableErrorCode.PropertyValueTooLarge, $"The value of property \"{name}\" exceeds 64 KiB (strings: 32,768 characters).");

    public static RequestFailedException TooManyProperties() =>
        Refused(TableErrorCode.TooManyProperties, $"The entity has more than {MaxProperties} properties.");

    public static RequestFailedException EntityTooLarge() =>
        Refused(TableErrorCode.EntityTooLarge, "The entity is larger than 1 MiB.");

    public static RequestFailedException Refused(TableErrorCode code, string message) => StorageErrors.Refused(400, code.ToString(), message);

    private static readonly SearchValues<char> IdentifierParts = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static bool IsIdentifierPart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static void CheckKey(string name, string key)
    {
        if (key is null)
        {
            throw Refused(TableErrorCode.PropertiesNeedValue, $"The entity has no {name}.");
        }

        if (key.Length > MaxKeyLength)
        {
            throw Refused(TableErrorCode.KeyValueTooLarge, $"The {name} has {key.Length} characters; {MaxKeyLength} are allowed.");
        }

        if (key.AsSpan().ContainsAny(ForbiddenInKeys))
        {
            throw Refused(TableErrorCode.OutOfRangeInput, $"The {name} contains a character that keys cannot hold: / \\ # ? or a control character.");
        }
    }
}
