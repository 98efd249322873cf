using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace AgentSched.Parity.Storage;

/// <summary>What the app uses that no other file shows: its container of logs, reached with an identity instead of a key.</summary>
[Trait("shows", "originals")]
public sealed class UsedByTheApp
{
    private static readonly Uri Logs = new("https://acct.blob.core.windows.net/run-logs");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_asks_its_credential_for_storage_and_sends_the_token()
    {
        var credential = new Identity();
        using var service = new Recorder(HttpStatusCode.Created);
        var container = new BlobContainerClient(Logs, credential, new BlobClientOptions { Transport = new HttpClientTransport(service) });
        Assert.Equal(("acct", "run-logs", Logs), (container.AccountName, container.Name, container.Uri));

        await container.CreateIfNotExistsAsync(cancellationToken: Cancel);
        var sent = Assert.Single(service.Sent);
        Assert.Equal(("PUT", $"{Logs}?restype=container", "Bearer the-token"), (sent.Method.Method, sent.RequestUri!.AbsoluteUri, sent.Headers.Authorization!.ToString()));
        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
    }

    [Fact]
    public async Task A_containers_blobs_send_its_token()
    {
        using var service = new Recorder(HttpStatusCode.Accepted);
        var blob = new BlobContainerClient(Logs, new Identity(), new BlobClientOptions { Transport = new HttpClientTransport(service) }).GetBlobClient("t/r1");
        Assert.True(await blob.DeleteIfExistsAsync(cancellationToken: Cancel));
        var sent = Assert.Single(service.Sent);
        Assert.Equal(("DELETE", blob.Uri, "Bearer the-token"), (sent.Method.Method, sent.RequestUri!, sent.Headers.Authorization!.ToString()));
        Assert.Equal(new Uri($"{Logs}/t/r1"), new Uri(Uri.UnescapeDataString(blob.Uri.AbsoluteUri)));
    }

    [Fact]
    public void A_containers_token_is_never_sent_without_https() =>
        Assert.Throws<ArgumentException>(() => new BlobContainerClient(new Uri("http://127.0.0.1:1/acct/run-logs"), new Identity(), new BlobClientOptions()));

    private sealed class Identity : TokenCredential
    {
        public IReadOnlyList<string> Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("the-token", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Says yes to everything: Azurite takes tokens over https only.</summary>
    private sealed class Recorder(HttpStatusCode answer) : HttpMessageHandler
    {
        public List<HttpRequestMessage> Sent { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(request);
            var response = new HttpResponseMessage(answer) { Content = new ByteArrayContent([]) };
            response.Headers.ETag = new("\"0x1\"");
            response.Content.Headers.LastModified = DateTimeOffset.UnixEpoch;
            return Task.FromResult(response);
        }
    }
}
