using System.Text.Json;
using AgentSched.Base;
using AgentSched.Engine.After;
using AgentSched.Engine.Closings;
using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace AgentSched.Engine.Openings;

/// <summary>
/// Processes messages that failed five times. The sweep calls it, so that no listener polls for such rare messages. Their runs end as failed,
/// with that reason, so that users see it; webhook events have rows of their own and are sent again from there.
/// </summary>
public sealed class PoisonQueues(StorageClients clients, RunCloser closer, Telemeter telemeter, ILogger<PoisonQueues> logger)
{
    private const int MaxDequeues = 5; // host.json
    private const int MostAtOnce = 32;

    /// <summary>Processes all messages; one request for each queue if there are none. A message that cannot be processed is redelivered.</summary>
    internal async Task SweepAsync(CancellationToken cancel)
    {
        await SweepAsync(clients.Poison, EndRunsAsync, cancel);
        await SweepAsync(clients.WebhooksPoison, TellAsync, cancel);
    }

    /// <summary>Ends the runs of a message. A run that was opened nevertheless is left to its orchestration and the sweep.</summary>
    /// <remarks>An invalid message or run id is logged and reported; the message is deleted nevertheless.</remarks>
    internal async Task EndRunsAsync(string message, CancellationToken cancel)
    {
        var request = Read(message);
        foreach (var run in request?.Runs ?? [string.Empty])
        {
            if (request is not null && RunId.TryParse(run, out var id))
            {
                await CloseAsync(request.Shard, id, cancel);
            }
            else
            {
                logger.UnreadablePoison(message.Length);
                telemeter.Poisoned(StorageClients.RunsQueue, run: null, MaxDequeues, "the message is not a request to start runs");
            }
        }
    }

    private static async Task SweepAsync(QueueClient queue, Func<string, CancellationToken, Task> work, CancellationToken cancel)
    {
        QueueMessage[] messages;
        do
        {
            messages = await queue.ReceiveMessagesAsync(MostAtOnce, cancellationToken: cancel);
            foreach (var message in messages)
            {
                await work(message.Body.ToString(), cancel);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancel);
            }
        }
        while (messages.Length == MostAtOnce);
    }

    private Task TellAsync(string message, CancellationToken cancel)
    {
        telemeter.Poisoned(StorageClients.WebhooksQueue, run: null, MaxDequeues, "an event's message failed too often; the event is sent again from its row");
        return Task.CompletedTask;
    }

    private async Task CloseAsync(string shard, RunId run, CancellationToken cancel)
    {
        logger.PoisonRun(run.ToString());
        telemeter.Poisoned(StorageClients.RunsQueue, run.ToString(), MaxDequeues, "its queue message failed too often");
        await closer.CloseAsync(
            shard,
            run,
            (r, now) => r.Status == RunStatus.Queued ? r.End(RunStatus.Failed, RunReason.Poisoned, "its queue message failed too often", now) : null,
            cancel);
    }

    /// <returns>Null: the message is not the JSON of a request, has no runs, or names no valid shard.</returns>
    private static RunRequest? Read(string message)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRequest>(message, Json.Options) is { Shard: { } shard, Runs: { } runs } request
                && Keys.IsShard(shard) && runs.Count > 0 ? request : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
