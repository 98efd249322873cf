using Azure.Core;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Rest;
using Azure.Storage;

namespace Azure.Data.Tables;

/// <summary>One table: its creation and deletion here, entities, queries and transactions in the other parts. Safe for concurrent use.</summary>
public partial class TableClient
{
    private readonly TableEndpoint _endpoint = null!;
    private readonly TableDirectory _tables = null!;
    private readonly LostReply _lostReply = null!;

    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableEndpoint.FromConnectionString(connectionString, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableServiceClient.EndpointOf(endpoint, credential, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(new TableEndpoint(endpoint, null, options, StoragePipeline.Authentication(tokenCredential)), tableName)
    {
    }

    internal TableClient(TableEndpoint endpoint, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        Name = tableName;
        _endpoint = endpoint;
        _tables = new TableDirectory(endpoint);
        _lostReply = new LostReply(endpoint, tableName);
    }

    /// <summary>For mocks.</summary>
    protected TableClient()
    {
    }

    public virtual string Name { get; } = string.Empty;

    public virtual string AccountName => _endpoint.AccountName;

    public virtual Uri Uri => new(_endpoint.Address(Name));

    public static string CreateQueryFilter(FormattableString filter) => ODataFilter.Create(filter);

    public virtual Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) => _tables.CreateAsync(Name, cancellationToken);

    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        _tables.CreateIfNotExistsAsync(Name, cancellationToken);

    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) => _tables.DeleteAsync(Name, cancellationToken);
}
