using System.Collections.Concurrent;
using AgentSched.Hosting.Protocol;
using Grpc.Core;

namespace AgentSched.Hosting.Workers;

/// <summary>The endpoint that workers connect to.</summary>
internal sealed class WorkerService(WorkerService.Expected expected) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)
            || requestStream.Current.StartStream is not { } start
            || !expected.Workers.TryRemove(start.WorkerId, out var worker))
            throw new Grpc.Core.RpcException(new Status(StatusCode.InvalidArgument, "The first message must be StartStream with the id of a worker that this host started."));

        var running = worker.Channel.RunAsync(requestStream, responseStream, context.CancellationToken);
        worker.Connected.TrySetResult();
        await running;
        worker.Ended.TrySetResult();
    }

    /// <summary>Workers that were started and have not connected yet, by id.</summary>
    internal sealed class Expected
    {
        public ConcurrentDictionary<string, Connection> Workers { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>One worker's connection and its milestones.</summary>
    internal sealed record Connection(WorkerChannel Channel)
    {
        public TaskCompletionSource Connected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
