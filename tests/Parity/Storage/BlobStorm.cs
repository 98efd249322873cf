using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AgentSched.Parity.Storage;

/// <summary>Uploads through a network that spoils every sixth request. The originals report conflicts with their own lost first tries, so this is for the stand-in alone.</summary>
[Trait("shows", "originals")]
public sealed class BlobStorm
{
    private readonly AzuriteFixture _azurite;

    public BlobStorm(AzuriteFixture azurite)
    {
        StandIn.Only("the originals report conflicts with their own lost first tries");
        _azurite = azurite;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    public async Task Each_upload_is_what_its_writer_was_told(int seed, int retries)
    {
        await using var network = await FaultyNetwork.StartAsync(_azurite, retries);
        var direct = new BlobContainerClient(network.Direct, "storm");
        await direct.CreateAsync(cancellationToken: Cancel);
        await direct.GetBlobClient("log").UploadAsync(new BinaryData("start"), Cancel);
        network.Spoil(seed, 0.17, request => !request.Path.Contains("/own", StringComparison.Ordinal));

        var log = new SharedLog();
        log.Add("start", Outcome.Done, "", "", () => false);
        var created = new ConcurrentBag<(string Blob, string By, Outcome Outcome)>();
        var own = new ConcurrentDictionary<string, HashSet<string?>>(StringComparer.Ordinal);
        var container = network.Container("storm");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async w =>
        {
            for (var n = 0; n < 15; n++)
            {
                await OverwriteAsync($"own{w}", $"{w}.{n}");
                created.Add(($"once{n}", $"{w}", await CreateAsync($"once{n}", $"{w}")));
                await AppendAsync($"{w}.{n}");
            }
        }));
        await network.CalmAsync();

        foreach (var (blob, allowed) in own)
            Assert.Contains(await TextAsync(direct, blob), allowed);
        foreach (var blob in created.GroupBy(c => c.Blob, StringComparer.Ordinal))
        {
            var owner = await TextAsync(direct, blob.Key);
            Assert.All(blob.Where(c => c.Outcome == Outcome.Done), c => Assert.Equal(owner, c.By));
            Assert.All(blob.Where(c => c.By == owner), c => Assert.NotEqual(Outcome.Conflict, c.Outcome));
        }

        log.Check((await TextAsync(direct, "log"))!, atLeast: 10);

        async Task OverwriteAsync(string name, string text)
        {
            var outcome = await Outcomes.OfAsync(() => container.GetBlobClient(name).UploadAsync(new BinaryData(text), overwrite: true, Cancel));
            Assert.NotEqual(Outcome.Conflict, outcome);
            var before = own.GetValueOrDefault(name) ?? [null];
            own[name] = outcome == Outcome.Done ? [text] : [.. before, text];
        }

        Task<Outcome> CreateAsync(string name, string text) => Outcomes.OfAsync(() => container.GetBlobClient(name).UploadAsync(new BinaryData(text), Cancel));

        async Task AppendAsync(string token)
        {
            if (await Outcomes.ReadAsync(async () => (await container.GetBlobClient("log").DownloadContentAsync(Cancel)).Value) is not { } read)
                return;
            var before = read.Content.ToString();
            var outcome = await Outcomes.OfAsync(() => container.GetBlobClient("log").UploadAsync(
                new BinaryData(SharedLog.Append(before, token)),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfMatch = read.Details.ETag } },
                Cancel));
            log.Add(token, outcome, before, (await TextAsync(direct, "log"))!, () => network.LostAnAnswerOf(token));
        }
    }

    private static async Task<string?> TextAsync(BlobContainerClient container, string blob)
    {
        try
        {
            return (await container.GetBlobClient(blob).DownloadContentAsync(Cancel)).Value.Content.ToString();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
