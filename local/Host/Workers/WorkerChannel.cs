using System.Collections.Concurrent;
using System.Threading.Channels;
using AgentSched.Hosting.Protocol;
using Grpc.Core;

namespace AgentSched.Hosting.Workers;

/// <summary>The worker ended while an invocation was in flight. The Durable extension recognizes this type by name and retries the work.</summary>
public sealed class WorkerProcessExitException(string message) : Exception(message);

/// <summary>The message stream to and from one worker. Requests in flight when it ends fail with <see cref="WorkerProcessExitException"/>.</summary>
internal sealed class WorkerChannel(Action<RpcLog> log)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _open = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the worker has connected.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Completes when the stream ends.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Sends and receives until either side ends.</summary>
    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> from, IServerStreamWriter<StreamingMessage> to, CancellationToken cancel)
    {
        _connected.TrySetResult();
        var sending = SendAsync(to, cancel);
        try
        {
            while (await from.MoveNext(cancel))
                Receive(from.Current);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Grpc.Core.RpcException)
        {
            // The worker is gone; requests in flight fail below.
        }
        finally
        {
            End();
            await sending;
        }
    }

    /// <summary>Sends a message that has no answer. Does nothing once the stream has ended.</summary>
    public void Post(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Sends a message and returns its answer.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage message)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        message.RequestId = Guid.NewGuid().ToString();
        _open[message.RequestId] = answer;
        Post(message);
        if (Ended.IsCompleted)
            End();
        return await answer.Task;
    }

    /// <summary>Ends the stream from this side.</summary>
    public void End()
    {
        _ended.TrySetResult();
        _outgoing.Writer.TryComplete();
        foreach (var answer in _open.Values)
            answer.TrySetException(new WorkerProcessExitException("The worker ended before it answered."));
    }

    private void Receive(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
            log(message.RpcLog);
        else if (_open.TryRemove(message.RequestId, out var answer))
            answer.TrySetResult(message);
    }

    private async Task SendAsync(IServerStreamWriter<StreamingMessage> to, CancellationToken cancel)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancel))
                await to.WriteAsync(message, cancel);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Grpc.Core.RpcException or InvalidOperationException)
        {
            // The receiving side sees the same failure and fails the requests in flight.
        }
    }
}
