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
/// Makes the attempts of deliveries: posts the event, and then its row goes, or says when the next attempt is due, or becomes an entry of the
/// dead-letter list. At least once: a crash between the post and the change of the row posts it again, under the same id.
/// </summary>
public sealed class Deliverer(
    ShardRows rows, WebhookSecrets secrets, WebhookHttp http, DeliveryQueue queue, Telemeter telemeter, TimeProvider clock, ILogger<Deliverer> logger)
{
    /// <summary>How much earlier than due an attempt may be: clocks of machines differ. One that is earlier has another message on its way.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(5);

    /// <summary>Makes the attempt that a message asks for, where it is due and the row is still there.</summary>
    /// <exception cref="RequestFailedException">Storage refused; the message comes back.</exception>
    internal async Task DeliverAsync(DeliveryRequest request, CancellationToken cancel)
    {
        if (await rows.GetAsync(request.Shard, Keys.Delivery(request.Delivery), cancel) is not { } row)
        {
            return; // it was taken, or given up
        }

        var delivery = Delivery.Read(row);
        if (delivery.DueAt - clock.GetUtcNow() > Early)
        {
            return;
        }

        var agent = await rows.Agents.FindAsync(delivery.Tenant, delivery.Agent, cancel);
        if (agent?.Webhooks.FirstOrDefault(w => w.Id == delivery.Webhook) is not { } webhook || await rows.Runs.FindAsync(delivery.Tenant, delivery.Agent, delivery.Run, cancel) is not { } run)
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

    private async Task<WebhookReply> PostAsync(Delivery delivery, Webhook webhook, Run run, CancellationToken cancel)
    {
        using var span = Spans.OfRun("call webhook", delivery.Run.ToString(), kind: ActivityKind.Client);
        span?.SetTag(Dimensions.Webhook, webhook.Id);
        var secret = await secrets.OfAsync(delivery.Tenant, delivery.Agent, webhook, cancel);
        return await http.PostAsync(webhook.Url, secret, delivery.Id, WebhookPayload.Of(delivery, run), Spans.ParentOf(span, delivery.Run.ToString(), delivery.Attempts + 1), cancel);
    }

    private async Task FailAsync(string shard, Delivery failed, ETag read, TimeSpan? retryAfter, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (WebhookRetry.Delay(failed.Attempts, failed.LastStatus, retryAfter, Random.Shared.NextDouble()) is not { } delay)
        {
            var transaction = new Transaction(shard).Delete(Keys.Delivery(failed.Id), read).Upsert(failed.WriteDead(shard, now));
            if (await rows.CommitAsync(transaction, cancel)) // else another message was here at the same time
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
            await queue.SendAsync(shard, [failed], cancel); // a crash before this is found by the sweep
        }
    }

    private Task<bool> DeleteAsync(DeliveryRequest request, CancellationToken cancel) =>
        rows.CommitAsync(new Transaction(request.Shard).Delete(Keys.Delivery(request.Delivery), ETag.All), cancel);
}
