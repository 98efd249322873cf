using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;

namespace Azure.Data.Tables.Rest;

/// <summary>Where an account's tables are and how requests get there.</summary>
internal sealed class TableEndpoint
{
    private const string Json = "application/json;odata=minimalmetadata";

    private readonly HttpPipeline _pipeline;
    private readonly string _base;

    public TableEndpoint(Uri uri, string? accountName, TableClientOptions? options, HttpPipelinePolicy? authentication)
    {
        ArgumentNullException.ThrowIfNull(uri);
        options ??= new TableClientOptions();

        // An address may carry its SAS as its query, when it has no other credential.
        authentication ??= uri.Query.Length > 1 ? new SasPolicy(uri.Query) : null;
        Uri = new UriBuilder(uri) { Query = string.Empty, Path = uri.AbsolutePath.TrimEnd('/') }.Uri;
        _base = Uri.AbsoluteUri.TrimEnd('/');
        AccountName = accountName ?? NameIn(uri);
        _pipeline = StoragePipeline.Build(options, options.VersionText, authentication, new BusyTransactionPolicy());
    }

    public Uri Uri { get; }

    public string AccountName { get; }

    public static TableEndpoint FromConnectionString(string connectionString, TableClientOptions? options)
    {
        var connection = StorageConnection.Parse(connectionString);
        return new TableEndpoint(
            connection.TableEndpoint, connection.AccountName is { Length: > 0 } name ? name : null, options, connection.Authentication(StorageService.Table));
    }

    public string Address(string pathAndQuery) => $"{_base}/{pathAndQuery}";

    /// <param name="method">The HTTP method.</param>
    /// <param name="pathAndQuery">Below the account, already escaped.</param>
    public HttpMessage Request(RequestMethod method, string pathAndQuery)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(Address(pathAndQuery)));
        message.Request.Headers.Add("Accept", Json);
        message.Request.Headers.Add("DataServiceVersion", "3.0");
        return message;
    }

    public HttpMessage Write(RequestMethod method, string pathAndQuery, ReadOnlyMemory<byte> json)
    {
        var message = Request(method, pathAndQuery);
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Headers.Add("Prefer", "return-no-content");
        message.Request.Content = RequestContent.Create(json);
        return message;
    }

    /// <summary>Sends with retries, and says whether an earlier try may have been executed without its answer reaching us.</summary>
    public async ValueTask<Sent> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await _pipeline.SendAsync(message, cancellationToken);
        return new Sent(message.Response, start, InDoubt: DoubtPolicy.IsInDoubt(message));
    }

    // http://127.0.0.1:10002/name (Azurite), or https://name.table.core.windows.net
    private static string NameIn(Uri uri) =>
        uri.AbsolutePath.Trim('/') is { Length: > 0 } path ? path.Split('/')[0] : uri.Host.Split('.')[0];
}
