namespace Azure.Storage;

/// <summary>The service that a request goes to; the table service signs requests in its own way.</summary>
internal enum StorageService
{
    Blob,
    Queue,
    Table,
}
