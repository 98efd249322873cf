using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace AgentSched.Tests.Support;

/// <summary>A trigger queue: takes its messages and runs its function, as many at once as host.json allows. In real time: storage has no other.</summary>
internal sealed partial class HarnessQueue(HarnessFunction function, QueueClient queue, HarnessCalls calls, HostJson settings) : IDisposable
{
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongPause = TimeSpan.FromMilliseconds(500);

    /// <summary>As the Functions host takes them; it is renewed there, and no story takes so long.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly ILogger _log = calls.Loggers.CreateLogger("AgentSched.Tests.HarnessQueue");
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);
    private Task _pump = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;
    private int _handled;

    public void Start() => _pump = Task.Run(PumpAsync);

    /// <summary>There may be a message: it looks at once. Between such calls it looks less and less often, so that many apps at once leave storage alone.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Receives no more; what was received goes on.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        Wake();
        await _pump;
    }

    /// <returns>Null: nothing to do now.</returns>
    public async Task<string?> BusyAsync()
    {
        if ((await queue.PeekMessagesAsync(1)).Value.Length > 0)
        {
            Wake();
            return $"queue {queue.Name} has visible messages";
        }

        // What has just been received is counted after that.
        await Volatile.Read(ref _receiving);
        return Volatile.Read(ref _handled) > 0 ? $"a message of queue {queue.Name} is being handled" : null;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _wake.Dispose();
    }

    private async Task PumpAsync()
    {
        for (var pause = ShortPause; !_stop.IsCancellationRequested; pause = pause * 2 < LongPause ? pause * 2 : LongPause)
        {
            var receiving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _receiving, receiving.Task); // before the request: what it takes is seen nowhere else
            try
            {
                await ReceiveAsync();
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                // the stories' storage is away now and then
            }
            finally
            {
                receiving.SetResult();
            }

            if (await _wake.WaitAsync(pause, CancellationToken.None))
            {
                pause = ShortPause;
            }
        }
    }

    private async Task ReceiveAsync()
    {
        while (Volatile.Read(ref _handled) <= settings.NewBatchThreshold && !_stop.IsCancellationRequested)
        {
            // Not cancelled once sent: messages of an answer that nobody reads would stay invisible for the whole lease.
            var batch = (await queue.ReceiveMessagesAsync(settings.BatchSize, Lease)).Value;
            if (batch.Length == 0)
            {
                return;
            }

            Interlocked.Add(ref _handled, batch.Length);
            foreach (var message in batch)
            {
                _ = Task.Run(() => HandleAsync(message));
            }
        }
    }

    private async Task HandleAsync(QueueMessage message)
    {
        try
        {
            await RunAsync(message);
        }
        catch (RequestFailedException e)
        {
            LogLost(_log, e, message.MessageId, queue.Name); // it comes back when its lease runs out
        }
        finally
        {
            Interlocked.Decrement(ref _handled);
        }
    }

    private async Task RunAsync(QueueMessage message)
    {
        try
        {
            await calls.RunAsync(function, function.TriggerType == typeof(string) ? message.MessageText : calls.Read(message.MessageText, function.TriggerType)!);
        }
        catch (Exception) when (calls.Stopping.IsCancellationRequested)
        {
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
            return;
        }
        catch (Exception e)
        {
            LogFailed(_log, e, function.Name, message.DequeueCount);
            await FailAsync(message);
            return;
        }

        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }

    /// <summary>Again later, or into the poison queue. A poison queue has none of its own: its messages stay.</summary>
    private async Task FailAsync(QueueMessage message)
    {
        if (message.DequeueCount < settings.MaxDequeueCount || queue.Name.EndsWith("-poison", StringComparison.Ordinal))
        {
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: settings.VisibilityTimeout);
            return;
        }

        var poison = settings.Queue($"{queue.Name}-poison");
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(message.MessageText);
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }

    [LoggerMessage(1, LogLevel.Error, "{Function} failed, attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function, long attempt);

    [LoggerMessage(2, LogLevel.Warning, "message {Message} of queue {Queue} could not be updated")]
    private static partial void LogLost(ILogger logger, Exception exception, string message, string queue);
}
