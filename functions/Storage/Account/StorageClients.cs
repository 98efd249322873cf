using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Storage.Account;

/// <summary>
/// Clients of the app's one storage account, configured as for the Functions host: <c>AzureWebJobsStorage</c> as a connection string, or
/// <c>AzureWebJobsStorage__accountName</c> / <c>__tableServiceUri</c> and so on with an identity instead of a key.
/// </summary>
public sealed class StorageClients
{
    /// <summary>The table that holds all state.</summary>
    internal const string TableName = "Scheduler";

    /// <summary>The queue whose messages start runs.</summary>
    internal const string RunsQueue = "runs";

    /// <summary>The queue to which the host moves messages that failed too often; the name is the host's convention.</summary>
    internal const string PoisonQueue = RunsQueue + "-poison";

    /// <summary>The queue whose messages start webhook deliveries.</summary>
    internal const string WebhooksQueue = "webhooks";

    /// <summary>The poison queue of <see cref="WebhooksQueue"/>.</summary>
    internal const string WebhooksPoisonQueue = WebhooksQueue + "-poison";

    /// <summary>The blob container of responses and logs.</summary>
    internal const string LogContainer = "run-logs";

    private const string Setting = "AzureWebJobsStorage";

    /// <summary>Timeout of a table request. The service ends a request after at most 30 s, so after that the answer was lost. The SDK's default is 100 s.</summary>
    private static readonly TimeSpan TableTimeout = TimeSpan.FromSeconds(35);

    /// <summary>Creates the clients; sends no request yet.</summary>
    public StorageClients(IConfiguration configuration, RequestCounter counter)
    {
        var tables = new TableClientOptions();
        var queues = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }; // as host.json says
        var blobs = new BlobClientOptions();
        foreach (var options in (ClientOptions[])[tables, queues, blobs])
        {
            options.AddPolicy(counter, HttpPipelinePosition.PerRetry);

            // The same total delay as by default (6 s), but a lost answer makes a run 0.2 s late, not 0.8 s.
            options.Retry.Delay = TimeSpan.FromMilliseconds(200);
            options.Retry.MaxRetries = 5;
        }

        tables.AddPolicy(new Doubt.Policy(), HttpPipelinePosition.PerRetry);
        tables.Retry.NetworkTimeout = TableTimeout;

        if (configuration[Setting] is { Length: > 0 } connection)
        {
            Table = new TableClient(connection, TableName, tables);
            Runs = new QueueClient(connection, RunsQueue, queues);
            Poison = new QueueClient(connection, PoisonQueue, queues);
            Webhooks = new QueueClient(connection, WebhooksQueue, queues);
            WebhooksPoison = new QueueClient(connection, WebhooksPoisonQueue, queues);
            Logs = new BlobContainerClient(connection, LogContainer, blobs);
            return;
        }

        var section = configuration.GetSection(Setting);
        var credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = section["clientId"] });
        Table = new TableClient(Endpoint(section, "table"), TableName, credential, tables);
        Runs = new QueueClient(new Uri(Endpoint(section, "queue"), RunsQueue), credential, queues);
        Poison = new QueueClient(new Uri(Endpoint(section, "queue"), PoisonQueue), credential, queues);
        Webhooks = new QueueClient(new Uri(Endpoint(section, "queue"), WebhooksQueue), credential, queues);
        WebhooksPoison = new QueueClient(new Uri(Endpoint(section, "queue"), WebhooksPoisonQueue), credential, queues);
        Logs = new BlobContainerClient(new Uri(Endpoint(section, "blob"), LogContainer), credential, blobs);
    }

    internal TableClient Table { get; }

    internal QueueClient Runs { get; }

    internal QueueClient Poison { get; }

    internal QueueClient Webhooks { get; }

    internal QueueClient WebhooksPoison { get; }

    internal BlobContainerClient Logs { get; }

    private static Uri Endpoint(IConfigurationSection section, string service) =>
        section[$"{service}ServiceUri"] is { Length: > 0 } uri ? new Uri(uri.EndsWith('/') ? uri : uri + "/")
        : section["accountName"] is { Length: > 0 } account ? new Uri($"https://{account}.{service}.core.windows.net/")
        : throw new InvalidOperationException(
            $"no storage account: set {Setting} to a connection string, or {Setting}__accountName (or {Setting}__{service}ServiceUri) to use an identity");
}
