using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Settings;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace AgentSched.FunctionsHost.Queues;

/// <summary>What happens to one message: run and delete, run again later, or the poison queue.</summary>
internal sealed partial class QueueHandling(FunctionRunner runner, QueueSettings settings, Func<string, QueueClient> poisonQueueOf, ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger("AgentSched.FunctionsHost.Queues");

    /// <summary>How long a running message stays invisible; renewed at half.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromMinutes(10);

    public IDisposable Enter(QueueClient queue) => runner.Running.Enter($"a message of queue {queue.Name}");

    public async Task HandleAsync(FunctionEntry function, QueueClient queue, QueueMessage message, CancellationToken stopping)
    {
        try
        {
            if (message.DequeueCount > settings.MaxDequeueCount)
            {
                await PoisonAsync(queue, message);
            }
            else if (Decode(message) is not { } decoded)
            {
                LogUndecodable(_log, message.MessageId, queue.Name);
                await PoisonAsync(queue, message);
            }
            else
            {
                await RunAsync(function, queue, decoded, message, stopping);
            }
        }
        catch (Exception e)
        {
            // It becomes visible again when its lease runs out.
            LogLost(_log, e, message.MessageId, queue.Name);
        }
    }

    [LoggerMessage(31, LogLevel.Error, "{Function} failed with message {Message} of queue {Queue}, attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function, string message, string queue, long attempt);

    [LoggerMessage(32, LogLevel.Warning, "Message {Message} of queue {Queue} is not base64 (host.json extensions.queues.messageEncoding); it goes to the poison queue")]
    private static partial void LogUndecodable(ILogger logger, string message, string queue);

    [LoggerMessage(33, LogLevel.Warning, "Message {Message} of queue {Queue} moved to {Poison} after {Attempts} attempts")]
    private static partial void LogPoison(ILogger logger, string message, string queue, string poison, long attempts);

    [LoggerMessage(34, LogLevel.Warning, "Message {Message} of queue {Queue} could not be updated")]
    private static partial void LogLost(ILogger logger, Exception exception, string message, string queue);

    /// <summary>Null: the text is not what the encoding says.</summary>
    private QueueMessage? Decode(QueueMessage message)
    {
        if (!settings.Base64)
        {
            return message;
        }

        try
        {
            var body = new BinaryData(Convert.FromBase64String(message.MessageText));
            return QueuesModelFactory.QueueMessage(
                message.MessageId, message.PopReceipt, body, message.DequeueCount, message.NextVisibleOn, message.InsertedOn, message.ExpiresOn);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task RunAsync(FunctionEntry function, QueueClient queue, QueueMessage decoded, QueueMessage stored, CancellationToken stopping)
    {
        var lease = new MessageLease(queue, stored);
        Exception? failure = null;
        await using (lease)
        {
            var run = runner.RunAsync(function, new QueueDelivery(decoded), CancellationToken.None);
            try
            {
                // After the limit the message goes back although the function still runs: another process must be able to take it.
                await EndedAsync(run, stopping);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }

        if (failure is null)
        {
            await queue.DeleteMessageAsync(stored.MessageId, lease.PopReceipt, CancellationToken.None);
            return;
        }

        if (stopping.IsCancellationRequested && failure is OperationCanceledException or TimeoutException)
        {
            await queue.UpdateMessageAsync(stored.MessageId, lease.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: CancellationToken.None);
            return;
        }

        LogFailed(_log, failure, function.Name, stored.MessageId, queue.Name, stored.DequeueCount);
        if (stored.DequeueCount >= settings.MaxDequeueCount)
        {
            await PoisonAsync(queue, stored.Update(QueuesModelFactory.UpdateReceipt(lease.PopReceipt, default)));
        }
        else
        {
            await queue.UpdateMessageAsync(stored.MessageId, lease.PopReceipt, visibilityTimeout: settings.VisibilityTimeout, cancellationToken: CancellationToken.None);
        }
    }

    private static async Task EndedAsync(Task run, CancellationToken stopping)
    {
        try
        {
            await run.WaitAsync(stopping);
        }
        catch (OperationCanceledException) when (!run.IsCompleted)
        {
            // A little before the host's own limit, so that the message is given back in time.
            await run.WaitAsync(LocalHost.StopLimit - TimeSpan.FromSeconds(2), CancellationToken.None);
        }
    }

    /// <summary>A queue that is itself a poison queue, or whose poison queue could have no name, has none: its messages stay.</summary>
    private async Task PoisonAsync(QueueClient queue, QueueMessage message)
    {
        var name = queue.Name + "-poison";
        if (queue.Name.EndsWith("-poison", StringComparison.Ordinal) || !QueueRules.IsQueueName(name))
        {
            return;
        }

        var poison = poisonQueueOf(name);
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(message.MessageText);
        LogPoison(_log, message.MessageId, queue.Name, name, message.DequeueCount);
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }
}
