using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace AgentSched.FunctionsHost.Queues;

/// <summary>Keeps a running message invisible, however long its function takes.</summary>
internal sealed class MessageLease : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;

    public MessageLease(QueueClient queue, QueueMessage message)
    {
        PopReceipt = message.PopReceipt;
        _renewing = RenewAsync(queue, message.MessageId);
    }

    /// <summary>The latest; stands still once this is disposed.</summary>
    public string PopReceipt { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewing;
        _end.Dispose();
    }

    private async Task RenewAsync(QueueClient queue, string messageId)
    {
        while (true)
        {
            await Task.Delay(QueueHandling.Lease / 2, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_end.IsCancellationRequested)
            {
                return;
            }

            try
            {
                PopReceipt = (await queue.UpdateMessageAsync(messageId, PopReceipt, visibilityTimeout: QueueHandling.Lease)).Value.PopReceipt;
            }
            catch (RequestFailedException)
            {
                // Half of the lease is left for another try of the client's own; the message then comes again.
            }
        }
    }
}
