using Azure.Core;

namespace Azure.Storage.Queues;

/// <summary>One queue, over Azure Storage's REST protocol. Thread-safe; a client is cheap and may live as long as the process.</summary>
public partial class QueueClient
{
    private readonly Uri _uri;
    private readonly QueueRest _rest;
    private readonly QueueClientOptions _options;
    private readonly string? _account;

    /// <summary>For substitutes in tests.</summary>
    protected QueueClient()
    {
        _uri = null!;
        _rest = null!;
        _options = null!;
    }

    public QueueClient(string connectionString, string queueName)
        : this(connectionString, queueName, null!)
    {
    }

    public QueueClient(string connectionString, string queueName, QueueClientOptions options)
        : this(QueueAddress.Of(StorageConnection.Parse(connectionString), queueName), options)
    {
    }

    /// <summary>The address may carry a shared access signature.</summary>
    public QueueClient(Uri queueUri, QueueClientOptions? options = null)
        : this(QueueAddress.Of(queueUri, authentication: null), options)
    {
    }

    public QueueClient(Uri queueUri, StorageSharedKeyCredential credential, QueueClientOptions? options = null)
        : this(QueueAddress.Of(queueUri, StoragePipeline.Authentication(credential, StorageService.Queue)), options)
    {
    }

    public QueueClient(Uri queueUri, AzureSasCredential credential, QueueClientOptions? options = null)
        : this(QueueAddress.Of(queueUri, StoragePipeline.Authentication(credential)), options)
    {
    }

    public QueueClient(Uri queueUri, TokenCredential credential, QueueClientOptions? options = null)
        : this(QueueAddress.OfSecure(queueUri, credential), options)
    {
    }

    private QueueClient(QueueAddress address, QueueClientOptions? options)
    {
        _options = options ?? new QueueClientOptions();
        _uri = address.Uri;
        _account = address.Account;
        _rest = new QueueRest(StoragePipeline.Build(_options, _options.VersionHeader, address.Authentication));
    }

    internal QueueClient(Uri uri, string? account, QueueRest rest, QueueClientOptions options)
    {
        _uri = uri;
        _account = account;
        _rest = rest;
        _options = options;
    }

    public virtual Uri Uri => _uri;

    public virtual string Name => QueueAddress.NameOf(_uri);

    public virtual string AccountName => _account ?? QueueAddress.AccountOf(_uri);

    public virtual int MaxPeekableMessages => 32;

    /// <summary>64 KiB of stored text, in UTF-8 and after encoding.</summary>
    public virtual int MessageMaxBytes => 64 * 1024;

    protected virtual Uri MessagesUri
    {
        get
        {
            var builder = new RequestUriBuilder();
            builder.Reset(_uri);
            builder.AppendPath("/messages", escape: false);
            return builder.ToUri();
        }
    }
}
