using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class TableCredentials(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shared_access_signature_opens_the_account()
    {
        var settings = Settings(azurite.TakeAccount());
        await new TableClient(Join(settings), "Things").CreateAsync(Cancel);
        var sas = AccountSas(settings["AccountName"], settings["AccountKey"]);
        using var network = new MeddlingHandler();
        var options = new TableClientOptions { Transport = new HttpClientTransport(network) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        var byString = new TableClient($"TableEndpoint={settings["TableEndpoint"]};SharedAccessSignature={sas}", "Things", options);
        var byCredential = new TableServiceClient(new Uri(settings["TableEndpoint"]), new AzureSasCredential(sas)).GetTableClient("Things");

        network.LoseRequest(HttpMethod.Post); // signed once, sent twice
        await byString.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel);
        await byCredential.SubmitTransactionAsync([new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "r") { ["B"] = 2 })], Cancel);

        var rows = 0;
        await foreach (var row in byString.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {"p"}"), cancellationToken: Cancel))
        {
            Assert.Equal((1, 2), (row.GetInt32("A"), row.GetInt32("B")));
            rows++;
        }

        Assert.Equal(1, rows);
    }

    [Fact]
    public async Task A_token_credential_is_asked_for_storage_and_its_token_is_sent()
    {
        var credential = new FixedToken();
        using var service = new Recorder();
        var options = new TableClientOptions { Transport = new HttpClientTransport(service) };
        var table = new TableClient(new Uri("https://acct.table.core.windows.net"), "Things", credential, options);
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancel)).HasValue);
        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
        Assert.Equal("Bearer the-token", service.Seen!.Headers.Authorization?.ToString());
        Assert.Equal("https://acct.table.core.windows.net/Things(PartitionKey='p',RowKey='r')", Uri.UnescapeDataString(service.Seen.RequestUri!.GetLeftPart(UriPartial.Path)));
        Assert.Equal("2020-12-06", service.Seen.Headers.GetValues("x-ms-version").Single());
        Assert.NotEmpty(service.Seen.Headers.GetValues("x-ms-client-request-id").Single());
    }

    [Fact]
    public async Task A_token_is_never_sent_in_the_clear()
    {
        var table = new TableClient(new Uri("http://127.0.0.1:1/acct"), "Things", new FixedToken());
        var error = await Assert.ThrowsAnyAsync<Exception>(() => table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel));
        Assert.DoesNotContain("the-token", error.ToString(), StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error);
    }

    [Fact]
    public async Task A_key_can_be_rotated_while_a_client_uses_it()
    {
        var settings = Settings(azurite.TakeAccount());
        var credential = new TableSharedKeyCredential(settings["AccountName"], Convert.ToBase64String("wrong"u8));
        var service = new TableServiceClient(new Uri(settings["TableEndpoint"]), credential);
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => service.CreateTableAsync("Things", Cancel));
        Assert.Equal(403, error.Status);
        credential.SetAccountKey(settings["AccountKey"]);
        Assert.Equal("Things", (await service.CreateTableAsync("Things", Cancel)).Value.Name);
    }

    private static Dictionary<string, string> Settings(string connectionString) => connectionString
        .Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2))
        .ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    private static string Join(Dictionary<string, string> settings) => string.Join(';', settings.Select(s => $"{s.Key}={s.Value}"));

    /// <summary>An account SAS for tables, good for an hour; learn.microsoft.com, "Create an account SAS".</summary>
    private static string AccountSas(string account, string key)
    {
        var expiry = DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var toSign = $"{account}\nrwdlacu\nt\nsco\n\n{expiry}\n\nhttps,http\n2020-08-04\n";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(toSign)));
        return $"sv=2020-08-04&ss=t&srt=sco&sp=rwdlacu&se={Uri.EscapeDataString(expiry)}&spr=https,http&sig={Uri.EscapeDataString(signature)}";
    }

    private sealed class FixedToken : TokenCredential
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

    private sealed class Recorder : HttpMessageHandler
    {
        public HttpRequestMessage? Seen { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen = request;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent(string.Empty) });
        }
    }
}
