using System.Diagnostics.CodeAnalysis;
using System.Net;
using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Settings;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace AgentSched.FunctionsHost.Queues;

/// <summary>Polls one queue and runs its function, up to batchSize + newBatchThreshold at once. Real time, not the app's clock: storage has no other.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to dispose of, and the last message ends after the pump.")]
internal sealed partial class QueuePump(FunctionEntry function, QueueClient queue, QueueSettings settings, TimeSpan? pollEvery, QueueHandling handling, ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger("AgentSched.FunctionsHost.Queues");
    private readonly SemaphoreSlim _ended = new(0);
    private int _running;

    public string Queue => queue.Name;

    /// <summary>The receive under way, or the last one: what it brought is running by the time it ends.</summary>
    public Task Receiving { get; private set; } = Task.CompletedTask;

    public async Task RunAsync(CancellationToken cancel)
    {
        var pause = TimeSpan.Zero;
        var unreachable = false;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                while (Volatile.Read(ref _running) > settings.NewBatchThreshold)
                {
                    await _ended.WaitAsync(cancel);
                }

                var receive = ReceiveAsync(cancel);
                Receiving = receive;
                pause = await receive > 0 ? TimeSpan.Zero : Longer(pause);
                if (unreachable)
                {
                    unreachable = false;
                    LogBack(_log, queue.Name);
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                if (!unreachable)
                {
                    unreachable = true;
                    LogUnreachable(_log, queue.Name, LineFormatter.Reason(e));
                }

                pause = Longer(pause < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : pause);
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What can be received now; a queue that is not there has nothing.</summary>
    public async Task<bool> HasVisibleMessageAsync(CancellationToken cancel)
    {
        try
        {
            return (await queue.PeekMessagesAsync(1, cancel)).Value.Length > 0;
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    [LoggerMessage(30, LogLevel.Warning, "Queue {Queue} cannot be read, trying on: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string queue, string reason);

    [LoggerMessage(35, LogLevel.Information, "Queue {Queue} can be read again")]
    private static partial void LogBack(ILogger logger, string queue);

    private async Task<int> ReceiveAsync(CancellationToken cancel)
    {
        QueueMessage[] batch;
        try
        {
            // Not cancelled once sent: messages of an answer that nobody reads would stay invisible for the whole lease.
            cancel.ThrowIfCancellationRequested();
            batch = (await queue.ReceiveMessagesAsync(settings.BatchSize, QueueHandling.Lease, CancellationToken.None)).Value;
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return 0;
        }

        Interlocked.Add(ref _running, batch.Length);
        foreach (var message in batch)
        {
            _ = cancel.IsCancellationRequested ? GiveBackAsync(message) : HandleAsync(message, cancel);
        }

        return batch.Length;
    }

    /// <summary>It arrived while the host stops: another process may have it at once.</summary>
    private async Task GiveBackAsync(QueueMessage message)
    {
        using var busy = handling.Enter(queue);
        try
        {
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        }
        catch (RequestFailedException e)
        {
            LogUnreachable(_log, queue.Name, e.Message);
        }
    }

    private async Task HandleAsync(QueueMessage message, CancellationToken stopping)
    {
        using var busy = handling.Enter(queue);
        try
        {
            await handling.HandleAsync(function, queue, message, stopping);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _ended.Release();
        }
    }

    /// <summary>Doubles from 100 ms to the maximum, with a little chance so that processes do not poll in step.</summary>
    private TimeSpan Longer(TimeSpan pause)
    {
        if (pollEvery is { } every)
        {
            return every;
        }

        var next = pause < QueueSettings.MinPollingInterval ? QueueSettings.MinPollingInterval : pause * (1.6 + (Random.Shared.NextDouble() * 0.8));
        return next < settings.MaxPollingInterval ? next : settings.MaxPollingInterval;
    }
}
