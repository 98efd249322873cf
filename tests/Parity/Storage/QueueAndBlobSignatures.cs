using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class QueueAndBlobSignatures(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shared_access_signature_serves_as_credential_in_the_address_and_in_the_connection_string()
    {
        var connection = azurite.TakeAccount();
        var settings = connection.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]);
        var signature = Sign(settings["AccountName"], settings["AccountKey"]);
        var (queue, blob) = (new Uri($"{settings["QueueEndpoint"]}/orders"), new Uri($"{settings["BlobEndpoint"]}/files/a b"));

        await new QueueClient(queue, new AzureSasCredential(signature)).CreateAsync(cancellationToken: Cancel);
        await new QueueClient(new Uri($"{queue}?{signature}")).SendMessageAsync("signed", Cancel);
        await new BlobContainerClient(connection, "files").CreateAsync(cancellationToken: Cancel);
        await new BlobClient(blob, new AzureSasCredential(signature)).UploadAsync(BinaryData.FromString("signed"), Cancel);
        Assert.Equal("signed", (await new BlobClient(new Uri($"{blob.AbsoluteUri}?{signature}")).DownloadContentAsync(Cancel)).Value.Content.ToString());

        var keyless = $"BlobEndpoint={settings["BlobEndpoint"]};QueueEndpoint={settings["QueueEndpoint"]};SharedAccessSignature={signature}";
        Assert.Equal("signed", (await new QueueClient(keyless, "orders").ReceiveMessageAsync(cancellationToken: Cancel)).Value!.Body.ToString());
        Assert.True(await new BlobServiceClient(keyless).GetBlobContainerClient("files").GetBlobClient("a b").ExistsAsync(Cancel));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => new QueueClient(queue, new AzureSasCredential(signature + "x")).DeleteAsync(Cancel));
        Assert.Equal(403, refused.Status);
    }

    /// <summary>An account signature for blobs and queues, an hour long: https://learn.microsoft.com/rest/api/storageservices/create-account-sas.</summary>
    private static string Sign(string account, string key)
    {
        var (permissions, services, types, protocols, version) = ("rwdlacup", "bq", "sco", "https,http", "2021-12-02");
        var end = DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var text = $"{account}\n{permissions}\n{services}\n{types}\n\n{end}\n\n{protocols}\n{version}\n\n";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(text)));
        return $"sv={version}&ss={services}&srt={types}&sp={permissions}&se={Uri.EscapeDataString(end)}&spr={Uri.EscapeDataString(protocols)}&sig={Uri.EscapeDataString(signature)}";
    }
}
