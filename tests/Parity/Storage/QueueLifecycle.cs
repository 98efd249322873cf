using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class QueueLifecycle(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creating_a_queue_that_exists_says_so_by_no_response()
    {
        var queue = new QueueClient(azurite.TakeAccount(), "orders");
        Assert.False(await queue.ExistsAsync(Cancel));
        Assert.NotNull(await queue.CreateIfNotExistsAsync(cancellationToken: Cancel));
        Assert.Null(await queue.CreateIfNotExistsAsync(cancellationToken: Cancel));
        Assert.Null(await queue.CreateIfNotExistsAsync(new Dictionary<string, string> { ["owner"] = "someone" }, Cancel));
        Assert.True(await queue.ExistsAsync(Cancel));
    }

    [Fact]
    public async Task Deleting_says_whether_there_was_a_queue()
    {
        var queue = new QueueClient(azurite.TakeAccount(), "orders");
        await queue.CreateAsync(cancellationToken: Cancel);
        Assert.True(await queue.DeleteIfExistsAsync(Cancel));
        Assert.False(await queue.DeleteIfExistsAsync(Cancel));
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteAsync(Cancel));
        Assert.Equal((404, true), (error.Status, QueueErrorCode.QueueNotFound == error.ErrorCode));
    }

    [Fact]
    public async Task A_missing_queue_is_an_error_for_whoever_sends_or_receives()
    {
        var queue = new QueueClient(azurite.TakeAccount(), "missing");
        foreach (var act in new Func<Task>[] { () => queue.SendMessageAsync("x", Cancel), () => queue.ReceiveMessagesAsync(Cancel), () => queue.GetPropertiesAsync(Cancel) })
            Assert.Equal("QueueNotFound", (await Assert.ThrowsAsync<RequestFailedException>(act)).ErrorCode);
    }

    [Theory]
    [InlineData("UPPER")]
    [InlineData("a")]
    [InlineData("double--dash")]
    public async Task A_name_that_the_service_refuses_is_a_400(string name)
    {
        var queue = new QueueClient(azurite.TakeAccount(), name);
        Assert.Equal(400, (await Assert.ThrowsAsync<RequestFailedException>(() => queue.CreateAsync(cancellationToken: Cancel))).Status);
    }

    [Fact]
    public async Task Metadata_is_kept_and_replaced_as_a_whole()
    {
        var queue = new QueueClient(azurite.TakeAccount(), "orders");
        await queue.CreateAsync(new Dictionary<string, string> { ["owner"] = "a", ["team"] = "b" }, Cancel);
        Assert.Equal("b", (await queue.GetPropertiesAsync(Cancel)).Value.Metadata["team"]);
        await queue.SetMetadataAsync(new Dictionary<string, string> { ["owner"] = "c" }, Cancel);
        Assert.Equal(("owner", "c"), Assert.Single((await queue.GetPropertiesAsync(Cancel)).Value.Metadata.Select(m => (m.Key, m.Value))));
    }

    [Fact]
    public async Task Queues_are_listed_by_prefix_and_page()
    {
        var service = new QueueServiceClient(azurite.TakeAccount());
        foreach (var name in new[] { "runs-1", "runs-2", "runs-3", "other" })
            await service.CreateQueueAsync(name, new Dictionary<string, string> { ["kind"] = name }, Cancel);
        var pages = new List<int>();
        var names = new List<string>();
        await foreach (var page in service.GetQueuesAsync(QueueTraits.Metadata, "runs-", Cancel).AsPages(pageSizeHint: 2))
        {
            pages.Add(page.Values.Count);
            names.AddRange(page.Values.Select(q => $"{q.Name}={q.Metadata["kind"]}"));
        }

        Assert.Equal([2, 1], pages);
        Assert.Equal(["runs-1=runs-1", "runs-2=runs-2", "runs-3=runs-3"], names);
        await service.DeleteQueueAsync("other", Cancel);
        Assert.Equal(3, await service.GetQueuesAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task Name_account_and_address_follow_from_either_constructor()
    {
        var connection = azurite.TakeAccount();
        var settings = connection.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]);
        var byString = new QueueServiceClient(connection).GetQueueClient("orders");
        var byKey = new QueueClient(byString.Uri, new StorageSharedKeyCredential(settings["AccountName"], settings["AccountKey"]));
        Assert.Equal((byString.Name, byString.AccountName, byString.Uri), (byKey.Name, byKey.AccountName, byKey.Uri));
        Assert.Equal(("orders", settings["AccountName"]), (byKey.Name, byKey.AccountName));
        await byKey.CreateAsync(cancellationToken: Cancel);
        Assert.True(await byString.ExistsAsync(Cancel));
    }

    [Theory]
    [InlineData("https://account.queue.core.windows.net", "https://account.queue.core.windows.net/orders")]
    [InlineData("https://account.queue.core.windows.net/", "https://account.queue.core.windows.net/orders")]
    [InlineData("https://account.queue.core.windows.net/?sv=1&sig=a%2Bb", "https://account.queue.core.windows.net/orders?sv=1&sig=a%2Bb")]
    public void A_queues_address_follows_from_the_services(string service, string queue)
    {
        var client = new QueueServiceClient(new Uri(service)).GetQueueClient("orders");
        Assert.Equal((queue, "orders", "account"), (client.Uri.AbsoluteUri, client.Name, client.AccountName));
    }

    [Fact]
    public async Task A_wrong_key_is_a_403_that_is_not_tried_again()
    {
        var transport = new LosingTransport();
        var good = new QueueClient(azurite.TakeAccount(), "orders");
        var wrong = new StorageSharedKeyCredential(good.AccountName, Convert.ToBase64String(new byte[64]));
        var queue = new QueueClient(good.Uri, wrong, new QueueClientOptions { Transport = transport });
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => queue.CreateAsync(cancellationToken: Cancel))).Status);
        Assert.Single(transport.Sent);
    }

    [Fact]
    public void A_token_is_never_sent_without_https() =>
        Assert.Throws<ArgumentException>(() => new QueueClient(new Uri("http://127.0.0.1:1/account/orders"), new NoToken()));

    private sealed class NoToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException("must not be asked");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException("must not be asked");
    }
}
