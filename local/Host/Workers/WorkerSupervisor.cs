using System.Diagnostics;
using System.Net.Sockets;
using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Protocol;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Workers;

/// <summary>Keeps a worker running: starts it, loads the functions, and starts it again when it ends.</summary>
internal sealed class WorkerSupervisor(IWorkerLauncher launcher, WorkerServer server, string appFolder, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly ILogger _log = loggers.CreateLogger(HostLog.Category);
    private readonly CancellationTokenSource _stopping = new();
    private volatile TaskCompletionSource<LoadedWorker> _current = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;

    /// <summary>As the first worker described them.</summary>
    public IReadOnlyList<FunctionEntry> Functions { get; private set; } = [];

    /// <summary>Null while no worker runs, and in this process.</summary>
    public int? ProcessId => _current.Task is { IsCompletedSuccessfully: true } task ? task.Result.Running.ProcessId : null;

    /// <summary>Starts the first worker; afterwards it is watched.</summary>
    /// <param name="accept">Checks the functions before they are loaded; throws to refuse them.</param>
    /// <param name="cancel">Cancels the start.</param>
    public async Task StartAsync(Func<IReadOnlyList<FunctionEntry>, IReadOnlyList<FunctionEntry>> accept, CancellationToken cancel)
    {
        var worker = await StartWorkerAsync(async channel =>
        {
            var answer = await channel.AskAsync(new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = appFolder } });
            ThrowIfFailed(answer.FunctionMetadataResponse.Result, "The worker cannot list its functions");
            Functions = accept([.. answer.FunctionMetadataResponse.FunctionMetadataResults.Select(metadata => new FunctionEntry(metadata))]);
        }, cancel);
        _current.SetResult(worker);
        _watching = WatchAsync(worker);
    }

    /// <summary>The running worker; waits for it while it is started again.</summary>
    public Task<LoadedWorker> WorkerAsync(CancellationToken cancel) => _current.Task.WaitAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task WatchAsync(LoadedWorker worker)
    {
        var delay = TimeSpan.Zero;
        while (true)
        {
            var age = Stopwatch.StartNew();
            var stop = Task.Delay(Timeout.Infinite, _stopping.Token);
            if (await Task.WhenAny(worker.Running.Exited, worker.StreamEnded, stop) == stop)
            {
                await EndAsync(worker);
                return;
            }

            _current = new TaskCompletionSource<LoadedWorker>(TaskCreationOptions.RunContinuationsAsynchronously);
            worker.Channel.End();
            await worker.Running.DisposeAsync();
            delay = age.Elapsed > LongestDelay ? TimeSpan.Zero : Longer(delay);
            _log.WorkerEnded(await worker.Running.Exited, delay);
            if (await AgainAsync(delay) is not { } next)
                return;
            worker = next;
            _current.SetResult(worker);
        }
    }

    /// <returns>Null at a stop.</returns>
    private async Task<LoadedWorker?> AgainAsync(TimeSpan delay)
    {
        while (true)
        {
            try
            {
                await Task.Delay(delay, _stopping.Token);
                return await StartWorkerAsync(_ => Task.CompletedTask, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception e)
            {
                delay = Longer(delay);
                _log.WorkerNotStarted(e.Message, delay);
            }
        }
    }

    private static TimeSpan Longer(TimeSpan delay) => delay == TimeSpan.Zero ? TimeSpan.FromSeconds(1) : delay * 2 > LongestDelay ? LongestDelay : delay * 2;

    private async Task<LoadedWorker> StartWorkerAsync(Func<WorkerChannel, Task> list, CancellationToken cancel)
    {
        var id = Guid.NewGuid().ToString();
        var connection = server.Expect(id, Log);
        var running = await launcher.StartAsync(id, server.Address, cancel);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(StartLimit);
            var starting = LoadAsync(connection, running, list);
            if (await Task.WhenAny(starting, running.Exited).WaitAsync(limit.Token) != starting)
                throw new HostException($"The worker ended as it started ({await running.Exited})");
            return await starting;
        }
        catch (Exception e)
        {
            connection.Channel.End();
            if (running.ProcessId is { } pid && !running.Exited.IsCompleted)
                Process.GetProcessById(pid).Kill();
            await running.DisposeAsync();
            if (e is OperationCanceledException && !cancel.IsCancellationRequested)
                throw new HostException($"The worker was not ready within {StartLimit.TotalSeconds:0} s", e);
            if (e is WorkerProcessExitException)
                throw new HostException($"The worker ended as it started ({await running.Exited})", e);
            throw;
        }
    }

    private async Task<LoadedWorker> LoadAsync(WorkerService.Connection connection, IRunningWorker running, Func<WorkerChannel, Task> list)
    {
        await connection.Connected.Task;
        var init = await connection.Channel.AskAsync(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest
            {
                HostVersion = "4.1037.0",
                WorkerDirectory = appFolder,
                FunctionAppDirectory = appFolder,
                Capabilities = { ["RpcHttpBodyOnly"] = "True", ["V2Compatible"] = "True" },
            },
        });
        ThrowIfFailed(init.WorkerInitResponse.Result, "The worker did not initialize");
        await list(connection.Channel);
        var loads = await Task.WhenAll(Functions.Select(function => connection.Channel.AskAsync(new StreamingMessage
        {
            FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.Id, Metadata = function.Metadata },
        })));
        foreach (var (function, load) in Functions.Zip(loads))
            ThrowIfFailed(load.FunctionLoadResponse.Result, $"The worker cannot load the function {function.Name}");

        var http = running.HttpAddress ?? (init.WorkerInitResponse.Capabilities.TryGetValue("HttpUri", out var uri) ? new Uri(uri) : null);
        await ListensAsync(http, running.Exited);
        _log.WorkerReady(running.ProcessId is { } pid ? $"process {pid}" : "in this process");
        return new LoadedWorker(connection.Channel, running, http, connection.Ended.Task);
    }

    /// <summary>The worker opens its HTTP endpoint only after it has connected.</summary>
    private static async Task ListensAsync(Uri? http, Task exited)
    {
        while (http is not null && !exited.IsCompleted)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(http.Host, http.Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }
    }

    private static async Task EndAsync(LoadedWorker worker)
    {
        worker.Channel.Post(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)) } });
        await worker.Running.DisposeAsync();
        worker.Channel.End();
    }

    private static void ThrowIfFailed(StatusResult? result, string what)
    {
        if (result is { Status: not StatusResult.Types.Status.Success })
            throw new HostException($"{what}: {result.Exception?.Message.ReplaceLineEndings(" ")}");
    }

    /// <summary>The worker's log entries keep their own categories, so that host.json's levels apply to them.</summary>
    private void Log(RpcLog entry)
    {
        var exception = entry.Exception is { } failure ? new WorkerLogException(failure) : null;
        loggers.CreateLogger(entry.Category).Log((LogLevel)(int)entry.Level, default, entry.Message, exception, static (message, _) => message);
    }

    /// <summary>An exception that the worker logged.</summary>
    private sealed class WorkerLogException(RpcException exception) : Exception(exception.Message)
    {
        public override string? StackTrace => exception.StackTrace;
    }
}

/// <summary>A worker that takes invocations.</summary>
/// <param name="Channel">Its messages.</param>
/// <param name="Running">Its process.</param>
/// <param name="Http">Where HTTP requests are forwarded to.</param>
/// <param name="StreamEnded">Ends with the stream.</param>
internal sealed record LoadedWorker(WorkerChannel Channel, IRunningWorker Running, Uri? Http, Task StreamEnded);
