using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class QueueMessages(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_received_once_and_gone_when_deleted()
    {
        var queue = await QueueAsync();
        var sent = (await queue.SendMessageAsync("hello", Cancel)).Value;
        var received = Assert.Single((await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(1), Cancel)).Value);
        Assert.Equal((sent.MessageId, "hello", 1L), (received.MessageId, received.Body.ToString(), received.DequeueCount));
        Assert.Equal(TimeSpan.FromDays(7), received.ExpiresOn - received.InsertedOn);
        Assert.InRange(received.NextVisibleOn!.Value - received.InsertedOn!.Value, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(75));
        Assert.Empty((await queue.ReceiveMessagesAsync(32, cancellationToken: Cancel)).Value);
        await queue.DeleteMessageAsync(received.MessageId, received.PopReceipt, Cancel);
        Assert.Equal(0, (await queue.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<a>&amp;\"'</a>]]>")]
    [InlineData("  blanks around, tab\t and\nlines\n ")]
    [InlineData("Grüße 👋 \u2028")]
    public async Task Plain_text_comes_back_to_the_character(string text)
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync(text, Cancel);
        Assert.Equal(text, (await queue.PeekMessageAsync(Cancel)).Value!.Body.ToString());
        Assert.Equal(text, (await queue.ReceiveMessageAsync(cancellationToken: Cancel)).Value!.Body.ToString());
    }

    [Fact]
    public async Task Base64_carries_any_bytes_and_is_base64_on_the_wire()
    {
        var account = azurite.TakeAccount();
        var encoded = await QueueAsync(account, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        byte[] bytes = [0, 1, 255, 254, 13, 10];
        await encoded.SendMessageAsync(new BinaryData(bytes), cancellationToken: Cancel);
        var raw = (await new QueueClient(account, encoded.Name).PeekMessageAsync(Cancel)).Value!;
        Assert.Equal(Convert.ToBase64String(bytes), raw.Body.ToString());
        Assert.Equal(bytes, (await encoded.ReceiveMessageAsync(cancellationToken: Cancel)).Value!.Body.ToArray());
    }

    [Fact]
    public async Task Text_that_is_not_base64_fails_the_receive_unless_a_handler_takes_it()
    {
        var account = azurite.TakeAccount();
        var plain = await QueueAsync(account);
        await plain.SendMessageAsync("not base64!", Cancel);
        var strict = new QueueClient(account, plain.Name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await Assert.ThrowsAsync<FormatException>(() => strict.PeekMessagesAsync(1, Cancel));

        var bad = new List<string>();
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        options.MessageDecodingFailed += async failed =>
        {
            bad.Add(failed.ReceivedMessage!.Body.ToString());
            await failed.Queue.DeleteMessageAsync(failed.ReceivedMessage.MessageId, failed.ReceivedMessage.PopReceipt, failed.CancellationToken);
        };
        var tolerant = new QueueClient(account, plain.Name, options);
        await tolerant.SendMessageAsync("good", Cancel);
        Assert.Equal("good", Assert.Single((await tolerant.ReceiveMessagesAsync(32, cancellationToken: Cancel)).Value).Body.ToString());
        Assert.Equal(["not base64!"], bad);
        Assert.Equal(1, (await plain.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_delayed_message_is_invisible_until_its_time_and_minus_one_second_means_for_ever()
    {
        var queue = await QueueAsync();
        var sent = (await queue.SendMessageAsync("later", TimeSpan.FromDays(7), TimeSpan.FromSeconds(-1), Cancel)).Value;
        Assert.Equal(9999, sent.ExpirationTime.Year);
        Assert.Equal(TimeSpan.FromDays(7), sent.TimeNextVisible - sent.InsertionTime);
        Assert.Null((await queue.ReceiveMessageAsync(cancellationToken: Cancel)).Value);
        Assert.Null((await queue.PeekMessageAsync(Cancel)).Value);
        Assert.Equal(1, (await queue.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount);

        // The sender's receipt makes it visible at once.
        await queue.UpdateMessageAsync(sent.MessageId, sent.PopReceipt, cancellationToken: Cancel);
        Assert.Equal("later", (await queue.ReceiveMessageAsync(cancellationToken: Cancel)).Value!.Body.ToString());
    }

    [Theory]
    [InlineData(8 * 24 * 3600, -1)] // more than 7 days
    [InlineData(20, 10)] // visible after it expires
    [InlineData(0, 0)]
    public async Task Impossible_times_are_refused(int visibility, int timeToLive)
    {
        var queue = await QueueAsync();
        var error = await Assert.ThrowsAsync<RequestFailedException>(() =>
            queue.SendMessageAsync("x", TimeSpan.FromSeconds(visibility), TimeSpan.FromSeconds(timeToLive), Cancel));
        Assert.Equal(400, error.Status);
    }

    [Fact]
    public async Task More_than_64_KiB_is_refused_and_64_KiB_is_not()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync(new string('a', queue.MessageMaxBytes), Cancel);
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync(new string('a', queue.MessageMaxBytes + 1), Cancel));
        Assert.Equal(413, error.Status);
    }

    [Fact]
    public async Task Only_1_to_32_messages_are_handed_out_at_once()
    {
        var queue = await QueueAsync();
        foreach (var number in Enumerable.Range(0, 34))
            await queue.SendMessageAsync($"{number}", Cancel);
        Assert.Equal(400, (await Assert.ThrowsAsync<RequestFailedException>(() => queue.ReceiveMessagesAsync(33, cancellationToken: Cancel))).Status);
        Assert.Single((await queue.PeekMessagesAsync(cancellationToken: Cancel)).Value);
        Assert.Equal(queue.MaxPeekableMessages, (await queue.PeekMessagesAsync(32, Cancel)).Value.Length);
        Assert.Single((await queue.ReceiveMessagesAsync(Cancel)).Value);
        Assert.Equal(32, (await queue.ReceiveMessagesAsync(32, TimeSpan.FromDays(7), Cancel)).Value.Length);
    }

    [Fact]
    public async Task A_receipt_is_stale_after_an_update_and_a_deleted_message_is_not_found()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync("one", Cancel);
        var received = (await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5), Cancel)).Value!;
        var updated = received.Update((await queue.UpdateMessageAsync(received.MessageId, received.PopReceipt, "two", TimeSpan.FromMinutes(10), Cancel)).Value);
        Assert.NotEqual(received.PopReceipt, updated.PopReceipt);
        Assert.True(updated.NextVisibleOn > received.NextVisibleOn);

        var stale = await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteMessageAsync(received.MessageId, received.PopReceipt, Cancel));
        Assert.Equal((400, true), (stale.Status, QueueErrorCode.PopReceiptMismatch == stale.ErrorCode));

        await queue.DeleteMessageAsync(updated.MessageId, updated.PopReceipt, Cancel);
        var gone = await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteMessageAsync(updated.MessageId, updated.PopReceipt, Cancel));
        Assert.Equal((404, true), (gone.Status, QueueErrorCode.MessageNotFound == gone.ErrorCode));
    }

    [Fact]
    public async Task An_update_without_text_keeps_the_text_and_one_with_text_replaces_it()
    {
        var queue = await QueueAsync(options: new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.SendMessageAsync("first", Cancel);
        var received = (await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5), Cancel)).Value!;
        var receipt = (await queue.UpdateMessageAsync(received.MessageId, received.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: Cancel)).Value;
        Assert.Equal("first", (await queue.PeekMessageAsync(Cancel)).Value!.Body.ToString());
        await queue.UpdateMessageAsync(received.MessageId, receipt.PopReceipt, new BinaryData("second"), TimeSpan.Zero, Cancel);
        var again = (await queue.ReceiveMessageAsync(cancellationToken: Cancel)).Value!;
        Assert.Equal(("second", 2L), (again.Body.ToString(), again.DequeueCount));
    }

    [Fact]
    public async Task Clearing_removes_all_messages()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync("a", Cancel);
        await queue.SendMessageAsync("b", TimeSpan.FromHours(1), cancellationToken: Cancel);
        await queue.ClearMessagesAsync(Cancel);
        Assert.Equal(0, (await queue.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount);
    }

    private async Task<QueueClient> QueueAsync(string? account = null, QueueClientOptions? options = null)
    {
        var queue = new QueueClient(account ?? azurite.TakeAccount(), "messages", options ?? new QueueClientOptions());
        await queue.CreateAsync(cancellationToken: Cancel);
        return queue;
    }
}
