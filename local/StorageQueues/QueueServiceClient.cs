using Azure.Core;
using Azure.Storage.Queues.Models;

namespace Azure.Storage.Queues;

/// <summary>The queues of a storage account. Clients from <see cref="GetQueueClient"/> share its connections and options.</summary>
public class QueueServiceClient
{
    private readonly Uri _uri;
    private readonly string? _account;
    private readonly QueueRest _rest;
    private readonly QueueClientOptions _options;

    /// <summary>For substitutes in tests.</summary>
    protected QueueServiceClient()
    {
        _uri = null!;
        _rest = null!;
        _options = null!;
    }

    public QueueServiceClient(string connectionString)
        : this(connectionString, null!)
    {
    }

    public QueueServiceClient(string connectionString, QueueClientOptions options)
        : this(QueueAddress.Of(StorageConnection.Parse(connectionString)), options)
    {
    }

    public QueueServiceClient(Uri serviceUri, QueueClientOptions? options = null)
        : this(QueueAddress.Of(serviceUri, authentication: null), options)
    {
    }

    public QueueServiceClient(Uri serviceUri, StorageSharedKeyCredential credential, QueueClientOptions? options = null)
        : this(QueueAddress.Of(serviceUri, StoragePipeline.Authentication(credential, StorageService.Queue)), options)
    {
    }

    public QueueServiceClient(Uri serviceUri, AzureSasCredential credential, QueueClientOptions? options = null)
        : this(QueueAddress.Of(serviceUri, StoragePipeline.Authentication(credential)), options)
    {
    }

    public QueueServiceClient(Uri serviceUri, TokenCredential credential, QueueClientOptions? options = null)
        : this(QueueAddress.OfSecure(serviceUri, credential), options)
    {
    }

    private QueueServiceClient(QueueAddress address, QueueClientOptions? options)
    {
        _options = options ?? new QueueClientOptions();
        _uri = address.Uri;
        _account = address.Account;
        _rest = new QueueRest(StoragePipeline.Build(_options, _options.VersionHeader, address.Authentication));
    }

    public virtual Uri Uri => _uri;

    public virtual string AccountName => _account ?? QueueAddress.AccountOf(_uri);

    public virtual QueueClient GetQueueClient(string queueName) => new(QueueAddress.Append(_uri, queueName), _account, _rest, _options);

    public virtual async Task<Response<QueueClient>> CreateQueueAsync(
        string queueName, IDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var queue = GetQueueClient(queueName);
        var response = await queue.CreateAsync(metadata, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(queue, response);
    }

    public virtual Task<Response> DeleteQueueAsync(string queueName, CancellationToken cancellationToken = default) =>
        GetQueueClient(queueName).DeleteAsync(cancellationToken);

    /// <summary>In order of name, up to 5,000 a page; a null prefix means all.</summary>
    public virtual AsyncPageable<QueueItem> GetQueuesAsync(
        QueueTraits traits = QueueTraits.None, string? prefix = null, CancellationToken cancellationToken = default) =>
        new QueuePages(_rest, _uri, traits, prefix, cancellationToken);
}
