using Azure.Core;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Rest;
using Azure.Storage;

namespace Azure.Data.Tables;

/// <summary>An account's tables. Safe for concurrent use; clients of its tables share its pipeline.</summary>
public class TableServiceClient
{
    private readonly TableEndpoint _endpoint = null!;
    private readonly TableDirectory _tables = null!;

    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        : this(TableEndpoint.FromConnectionString(connectionString, options))
    {
    }

    public TableServiceClient(Uri endpoint, TableClientOptions? options = null)
        : this(new TableEndpoint(endpoint, null, options, null))
    {
    }

    public TableServiceClient(Uri endpoint, AzureSasCredential credential)
        : this(endpoint, credential, null)
    {
    }

    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(new TableEndpoint(endpoint, null, options, StoragePipeline.Authentication(credential)))
    {
    }

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(new TableEndpoint(endpoint, null, options, StoragePipeline.Authentication(tokenCredential)))
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(EndpointOf(endpoint, credential, null))
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
        : this(EndpointOf(endpoint, credential, options))
    {
    }

    /// <summary>For mocks.</summary>
    protected TableServiceClient()
    {
    }

    private TableServiceClient(TableEndpoint endpoint)
    {
        _endpoint = endpoint;
        _tables = new TableDirectory(endpoint);
    }

    public virtual string AccountName => _endpoint.AccountName;

    public virtual Uri Uri => _endpoint.Uri;

    public static string CreateQueryFilter(FormattableString filter) => ODataFilter.Create(filter);

    public virtual TableClient GetTableClient(string tableName) => new(_endpoint, tableName);

    public virtual Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return _tables.CreateAsync(tableName, cancellationToken);
    }

    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return _tables.CreateIfNotExistsAsync(tableName, cancellationToken);
    }

    public virtual Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return _tables.DeleteAsync(tableName, cancellationToken);
    }

    public virtual AsyncPageable<TableItem> QueryAsync(string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        _tables.List(filter, maxPerPage, cancellationToken);

    internal static TableEndpoint EndpointOf(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new TableEndpoint(endpoint, credential.AccountName, options, new SharedKeyPolicy(credential.Signer, StorageService.Table));
    }
}
