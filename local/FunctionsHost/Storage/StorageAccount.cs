using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace AgentSched.FunctionsHost.Storage;

/// <summary>One connection: a connection string, or addresses and an identity.</summary>
internal sealed class StorageAccount
{
    private readonly string? _connectionString;
    private readonly Func<string, Uri?>? _address;
    private readonly TokenCredential? _credential;
    private readonly string _name;

    public StorageAccount(string name, string connectionString) => (_name, _connectionString) = (name, connectionString);

    /// <param name="name">Of the setting; for errors.</param>
    /// <param name="address">Of a service: blob, queue, table; null where the settings have none.</param>
    /// <param name="credential">For all of them.</param>
    public StorageAccount(string name, Func<string, Uri?> address, TokenCredential credential) =>
        (_name, _address, _credential) = (name, address, credential);

    public QueueServiceClient Queues()
    {
        // Encoding is the pump's own: a message that is not base64 must reach it.
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        return _connectionString is not null ? new QueueServiceClient(_connectionString, options) : new QueueServiceClient(Address("queue"), _credential!, options);
    }

    public BlobServiceClient Blobs() =>
        _connectionString is not null ? new BlobServiceClient(_connectionString) : new BlobServiceClient(Address("blob"), _credential!);

    public TableServiceClient Tables() =>
        _connectionString is not null ? new TableServiceClient(_connectionString) : new TableServiceClient(Address("table"), _credential!);

    private Uri Address(string service) =>
        _address!(service) ?? throw new InvalidOperationException($"The connection {_name} has no {_name}__{service}ServiceUri and no {_name}__accountName.");
}
