using System.Diagnostics;
using AgentSched.Base;
using AgentSched.Engine.After;
using AgentSched.Model.Runs;
using AgentSched.Model.Webhooks;
using AgentSched.Outbound.Webhooks;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Shards;
using AgentSched.Storage.Tables;
using AgentSched.Storage.Webhooks;
using Azure;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Webhooks;

/// <summary>
/// Delivers webhook events: posts an event, then deletes its row, sets the due time of the next attempt, or moves the row to the dead-letter
/// list. At least once: after a crash between the post and the change of the row, the event is posted again, under the same id.
/// </summary>
public sealed class Deliverer(
    ShardRows rows, WebhookSecrets secrets, WebhookHttp http, DeliveryQueue queue, Telemeter telemeter, TimeProvider clock, ILogger<Deliverer> logger)
{
    /// <summary>How much earlier than due a message may come; it waits for the second that the receiver asked for. An attempt that is due later has another message.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(6);

    /// <summary>How much earlier than due a message becomes visible if the receiver asked for that second: the longest time between two polls of the queue (host.json).</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(5);

    /// <summary>Most messages that wait for their second in this process, so that others are not held up; further ones become visible when they are due.</summary>
    private const int MostWaiting = 8;

    private int _waiting;

    /// <summary>Makes the attempt that a message requests, if it is due and its row still exists.</summary>
    /// <exception cref="RequestFailedException">Storage failed; the message is redelivered.</exception>
    internal async Task DeliverAsync(DeliveryRequest request, CancellationToken cancel)
    {
        if (await rows.GetAsync(request.Shard, Keys.Delivery(request.Delivery), cancel) is not { } row)
        {
            return; // it was delivered or given up
        }

        var delivery = Delivery.Read(row);
        if (delivery.DueAt > clock.GetUtcNow())
        {
            if (delivery.DueAt - clock.GetUtcNow() <= Early && await WaitAsync(request.Shard, delivery, cancel))
            {
                await DeliverAsync(request, cancel); // from the row as it is now: another message may have been faster
            }

            return;
        }

        var agent = await rows.Agents.FindAsync(delivery.AgentKey, cancel);
        if (agent?.Webhooks.FirstOrDefault(w => w.Id == delivery.Webhook) is not { } webhook || await rows.Runs.FindAsync(delivery.AgentKey, delivery.Run, cancel) is not { } run)
        {
            await DeleteAsync(request, cancel);
            logger.Dropped(delivery.Id);
            return;
        }

        var reply = await PostAsync(delivery, webhook, run, cancel);
        if (reply.IsTaken)
        {
            await DeleteAsync(request, cancel);
            logger.Taken(delivery.Id, delivery.Attempts + 1, reply.Duration);
            return;
        }

        await FailAsync(request.Shard, delivery with { Attempts = delivery.Attempts + 1, LastError = reply.Sentence, LastStatus = (int?)reply.Status }, row.ETag, reply.RetryAfter, cancel);
    }

    /// <summary>Waits until a delivery is due. False: too many wait already, and its message was put back.</summary>
    private async Task<bool> WaitAsync(string shard, Delivery delivery, CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
            {
                await queue.SendAsync(shard, [delivery], cancel);
                return false;
            }

            await Task.Delay(delivery.DueAt - clock.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero, clock, cancel);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<WebhookReply> PostAsync(Delivery delivery, Webhook webhook, Run run, CancellationToken cancel)
    {
        using var span = Spans.OfRun("call webhook", delivery.Run.ToString(), kind: ActivityKind.Client);
        span?.SetTag(Dimensions.Webhook, webhook.Id);
        var signing = await secrets.SigningAsync(delivery.Tenant, delivery.Agent, webhook, clock.GetUtcNow(), cancel);
        return await http.PostAsync(webhook.Url, signing, delivery.Id, WebhookPayload.Of(delivery, run), Spans.ParentOf(span, delivery.Run.ToString(), delivery.Attempts + 1), cancel);
    }

    private async Task FailAsync(string shard, Delivery failed, ETag read, TimeSpan? retryAfter, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (WebhookRetry.Delay(failed.Attempts, failed.LastStatus, retryAfter, Random.Shared.NextDouble()) is not { } delay)
        {
            var transaction = new Transaction(shard).Delete(Keys.Delivery(failed.Id), read).Upsert(failed.WriteDead(shard, now));
            if (await rows.CommitAsync(transaction, cancel)) // otherwise a concurrent message was faster
            {
                logger.GivenUp(failed.Id, failed.Attempts, failed.LastStatus);
                telemeter.WebhookDead(failed.Tenant, failed.Agent, failed.Webhook, failed.Run.ToString(), failed.Attempts, failed.LastError!);
            }

            return;
        }

        failed = failed with { DueAt = now + delay };
        if (await rows.CommitAsync(new Transaction(shard).Replace(failed.Write(shard), read), cancel))
        {
            logger.NotTaken(failed.Id, failed.Attempts, failed.LastStatus, delay);
            await queue.SendAsync(shard, [failed], cancel, ahead: retryAfter == delay ? Ahead : TimeSpan.Zero); // after a crash before this, the sweep sends it
        }
    }

    private Task<bool> DeleteAsync(DeliveryRequest request, CancellationToken cancel) =>
        rows.CommitAsync(new Transaction(request.Shard).Delete(Keys.Delivery(request.Delivery), ETag.All), cancel);
}
