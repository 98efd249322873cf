using Azure.Core;
using Azure.Storage.Queues;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class QueueFaults(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_send_that_never_arrived_is_sent_again()
    {
        var (queue, transport) = await QueueAsync();
        transport.LoseRequest(r => r.Method == RequestMethod.Post);
        await queue.SendMessageAsync("once", Cancel);
        Assert.Equal(1, (await queue.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_send_whose_answer_is_lost_is_in_the_queue_twice()
    {
        var (queue, transport) = await QueueAsync();
        transport.LoseAnswer(r => r.Method == RequestMethod.Post);
        await queue.SendMessageAsync("twice", Cancel);
        var messages = (await queue.ReceiveMessagesAsync(32, cancellationToken: Cancel)).Value;
        Assert.Equal(["twice", "twice"], messages.Select(m => m.Body.ToString()));
    }

    [Fact]
    public async Task A_receive_whose_answer_is_lost_hides_its_message_and_loses_nothing()
    {
        var (queue, transport) = await QueueAsync();
        var sent = (await queue.SendMessageAsync("hidden", Cancel)).Value;
        transport.LoseAnswer(r => r.Method == RequestMethod.Get);
        Assert.Null((await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5), Cancel)).Value);
        Assert.Equal(1, (await queue.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount);
        Assert.NotEmpty(sent.MessageId);
    }

    [Fact]
    public async Task A_delete_whose_answer_is_lost_reports_that_the_message_is_gone()
    {
        var (queue, transport) = await QueueAsync();
        await queue.SendMessageAsync("done", Cancel);
        var received = (await queue.ReceiveMessageAsync(cancellationToken: Cancel)).Value!;
        transport.LoseAnswer(r => r.Method == RequestMethod.Delete);
        var error = await Assert.ThrowsAsync<Azure.RequestFailedException>(() => queue.DeleteMessageAsync(received.MessageId, received.PopReceipt, Cancel));
        Assert.Equal((404, "MessageNotFound"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Cancelling_ends_a_call_that_is_between_two_attempts()
    {
        var (queue, transport) = await QueueAsync(delay: TimeSpan.FromMinutes(10));
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        transport.LoseRequest(r =>
        {
            cancelled.CancelAfter(TimeSpan.FromMilliseconds(50));
            return r.Method == RequestMethod.Post;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.SendMessageAsync("x", cancelled.Token));
    }

    private async Task<(QueueClient Queue, LosingTransport Transport)> QueueAsync(TimeSpan? delay = null)
    {
        var transport = new LosingTransport();
        var options = new QueueClientOptions { Transport = transport, Retry = { Delay = delay ?? TimeSpan.FromMilliseconds(1), MaxDelay = delay ?? TimeSpan.FromMilliseconds(1) } };
        var queue = new QueueClient(azurite.TakeAccount(), "faults", options);
        await queue.CreateAsync(cancellationToken: Cancel);
        return (queue, transport);
    }
}
