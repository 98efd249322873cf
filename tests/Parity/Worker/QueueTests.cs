using Azure.Storage.Queues;

namespace Parity.Worker;

[Trait("shows", "originals")]
public sealed class QueueTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    [Fact]
    public async Task A_message_binds_to_text_bytes_binary_message_and_object()
    {
        await using var app = await StartAsync();
        await SendAsync("in-text", "plain");
        Assert.Equal("text plain|message id|1|-", await app.Journal.NextAsync("text"));
        await SendAsync("in-text", """{"id":"own","CustomerName":"ann"}""");
        Assert.Equal("""text {"id":"own","CustomerName":"ann"}|own|1|ann""", await app.Journal.NextAsync("text"));
        await SendAsync("in-bytes", "AB");
        Assert.Equal("bytes 4142", await app.Journal.NextAsync("bytes"));
        await SendAsync("in-binary", "data");
        Assert.Equal("binary data", await app.Journal.NextAsync("binary"));
        await SendAsync("in-message", "whole");
        Assert.Equal("message whole|1|True|True", await app.Journal.NextAsync("message"));
        await SendAsync("in-poco", """{"ID":7,"customerName":"bob"}""");
        Assert.Equal("poco 7 bob", await app.Journal.NextAsync("poco"));
        await app.Journal.NextAsync("after QueuePoco result=none");
        await WhenAsync(async () => await CountAsync("in-text") == 0);
    }

    [Fact]
    public async Task A_message_that_fails_too_often_goes_to_the_poison_queue()
    {
        await using var app = await StartAsync();
        await SendAsync("in-fails", "bad");
        Assert.Equal("fails bad 1", await app.Journal.NextAsync("fails"));
        Assert.Equal("fails bad 2", await app.Journal.NextAsync("fails"));
        Assert.Equal("fails bad 3", await app.Journal.NextAsync("fails"));
        await WhenAsync(async () => await CountAsync("in-fails-poison") == 1 && await CountAsync("in-fails") == 0);
        var poison = (await AzuriteFixture.Queue(_account, "in-fails-poison").ReceiveMessageAsync()).Value!;
        Assert.Equal("bad", poison.MessageText);
        Assert.Equal(3, app.Journal.All.Count(entry => entry.StartsWith("fails", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_a_failed_run()
    {
        await using var app = await StartAsync();
        await SendAsync("in-poco", "no object");
        await WhenAsync(async () => await CountAsync("in-poco-poison") == 1 && await CountAsync("in-poco") == 0);
    }

    [Fact]
    public async Task Text_that_is_not_base64_goes_straight_to_the_poison_queue()
    {
        await using var app = await StartAsync();
        var queue = new QueueClient(_account, "in-text");
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("not base64!");
        await WhenAsync(async () => await CountAsync("in-text-poison") == 1);
        Assert.Equal("not base64!", (await new QueueClient(_account, "in-text-poison").ReceiveMessageAsync()).Value!.MessageText);
        Assert.DoesNotContain(app.Journal.All, entry => entry.StartsWith("text", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_a_stop_cuts_off_comes_back_at_once()
    {
        await using (var app = await StartAsync())
        {
            await SendAsync("in-held", "long");
            await app.Journal.NextAsync("held long");
            await app.StopAsync();
        }

        var again = (await AzuriteFixture.Queue(_account, "in-held").ReceiveMessageAsync()).Value!;
        Assert.Equal(("long", 2), (again.MessageText, again.DequeueCount));
    }

    [Fact]
    public async Task Outputs_send_one_message_for_each_element_and_indented_objects()
    {
        await using var app = await StartAsync();
        await SendAsync("in-fork", "ab");
        await WhenAsync(async () => await CountAsync("out-many") == 2 && await CountAsync("out-one") == 1);
        var many = (await AzuriteFixture.Queue(_account, "out-many").ReceiveMessagesAsync(2, TimeSpan.FromMinutes(1), default)).Value;
        Assert.Equal(["ab 1", "ab 2"], many.Select(message => message.MessageText).Order(StringComparer.Ordinal));
        var one = (await AzuriteFixture.Queue(_account, "out-one").ReceiveMessageAsync()).Value!;
        Assert.Equal("{\n  \"Id\": 2,\n  \"CustomerName\": \"ab\"\n}", one.MessageText.ReplaceLineEndings("\n"));

        using var answer = await app.Http.PostAsync(new Uri("both", UriKind.Relative), null);
        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal("POST", (await AzuriteFixture.Queue(_account, "out-http").ReceiveMessageAsync()).Value!.MessageText);

        await SendAsync("in-back", "back");
        await WhenAsync(async () => await CountAsync("out-back") == 1);
        Assert.Equal("back", (await AzuriteFixture.Queue(_account, "out-back").ReceiveMessageAsync()).Value!.MessageText);
    }

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(builder => builder.Configuration["AzureWebJobsStorage"] = _account, queues: true);

    private async Task SendAsync(string queue, string text)
    {
        var client = AzuriteFixture.Queue(_account, queue);
        await client.CreateIfNotExistsAsync();
        await client.SendMessageAsync(text);
    }

    private async Task<int> CountAsync(string queue)
    {
        var client = new QueueClient(_account, queue);
        return await client.ExistsAsync() ? (await client.GetPropertiesAsync()).Value.ApproximateMessagesCount : 0;
    }

    /// <summary>For what only storage shows.</summary>
    private static async Task WhenAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            await Task.Delay(25, limit.Token);
        }
    }
}
