using System.Collections.Concurrent;
using Azure.Storage.Queues;

namespace AgentSched.Parity.Storage;

/// <summary>Senders and readers through a network that spoils every sixth request: at least once, never lost, deleted for good. True of the originals, too.</summary>
[Trait("shows", "originals")]
public sealed class QueueStorm(AzuriteFixture azurite)
{
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Outcome> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _received = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _deleted = new(StringComparer.Ordinal);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    public async Task Every_message_that_was_sent_arrives_and_one_that_was_deleted_never_comes_back(int seed, int retries)
    {
        await using var network = await FaultyNetwork.StartAsync(azurite, retries);
        var direct = new QueueClient(network.Direct, "storm");
        await direct.CreateAsync(cancellationToken: Cancel);
        network.Spoil(seed, 0.17, _ => true);
        var senders = Task.WhenAll(Enumerable.Range(0, 3).Select(s => SendAsync(network.Queue("storm"), s)));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ReadAsync(network, senders)).Append(senders));
        await network.CalmAsync();

        // What a reader lost, or an answer took with it, becomes visible again.
        while ((await direct.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount > 0)
        {
            foreach (var message in await TakeAsync(direct))
                await direct.DeleteMessageAsync(message.MessageId, message.PopReceipt, Cancel);
            await Task.Delay(50, Cancel);
        }

        Assert.All(_sent.Where(s => s.Value == Outcome.Done), s => Assert.Contains(s.Key, _received.Keys));
        Assert.Empty(_received.Keys.Except(_sent.Keys, StringComparer.Ordinal));
        Assert.True(_sent.Count(s => s.Value == Outcome.Done) > _sent.Count / 2);
    }

    private async Task SendAsync(QueueClient queue, int sender)
    {
        for (var n = 0; n < 25; n++)
            _sent[$"{sender}.{n}"] = await Outcomes.OfAsync(() => queue.SendMessageAsync($"{sender}.{n}", Cancel));
        Assert.DoesNotContain(Outcome.Conflict, _sent.Values);
    }

    private async Task ReadAsync(FaultyNetwork network, Task senders)
    {
        var queue = network.Queue("storm");
        for (var empty = 0; empty < 3;)
        {
            var takenAt = TimeProvider.System.GetTimestamp(); // not later than the service's own start of the visibility
            var messages = await Outcomes.ReadAsync(() => TakeAsync(queue)) ?? [];
            empty = messages.Length == 0 && senders.IsCompleted ? empty + 1 : 0;
            foreach (var message in messages)
            {
                var receipt = message.PopReceipt;
                var outcome = await Outcomes.OfAsync(async () =>
                {
                    if (message.Body.ToString().EndsWith('3'))
                        receipt = (await queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: Visibility, cancellationToken: Cancel)).Value.PopReceipt;
                    await queue.DeleteMessageAsync(message.MessageId, receipt, Cancel);
                    _deleted[message.MessageId] = true;
                });

                // A refusal is due to another reader, who may have it only when it was visible again, or to our own try whose answer was lost.
                Assert.True(
                    outcome != Outcome.Conflict || network.LostAnAnswerOf(message.MessageId) || TimeProvider.System.GetElapsedTime(takenAt) > Visibility,
                    $"message {message.MessageId} was refused without a reason");
            }
        }
    }

    private async Task<Azure.Storage.Queues.Models.QueueMessage[]> TakeAsync(QueueClient queue)
    {
        var gone = _deleted.Keys.ToHashSet(StringComparer.Ordinal);
        var messages = (await queue.ReceiveMessagesAsync(4, Visibility, Cancel)).Value;
        foreach (var message in messages)
        {
            Assert.DoesNotContain(message.MessageId, gone);
            _received[message.Body.ToString()] = true;
        }

        return messages;
    }
}
