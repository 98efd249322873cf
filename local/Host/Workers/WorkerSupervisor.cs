using System.Diagnostics;
using System.Net.Sockets;
using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Protocol;
using AgentSched.Hosting.Settings;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Workers;

/// <summary>A worker that takes invocations.</summary>
/// <param name="Running">The worker.</param>
/// <param name="Channel">The worker's message stream.</param>
/// <param name="Http">Where HTTP requests are forwarded to.</param>
internal sealed record LoadedWorker(WorkerProcess Running, WorkerChannel Channel, Uri? Http);

/// <summary>Keeps a worker running: starts it, loads the functions, and restarts it when it exits.</summary>
/// <param name="launch">Starts a worker that connects under the given id.</param>
/// <param name="settings">The app's settings.</param>
/// <param name="server">The server to which workers connect.</param>
/// <param name="loggers">The host's logger factory.</param>
internal sealed class WorkerSupervisor(Func<string, WorkerProcess> launch, HostSettings settings, WorkerServer server, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly ILogger _log = loggers.CreateLogger(HostLog.Category);
    private readonly CancellationTokenSource _stopping = new();
    private volatile TaskCompletionSource<LoadedWorker> _current = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;

    /// <summary>The functions, as the first worker described them, without disabled ones.</summary>
    public IReadOnlyList<FunctionEntry> Functions { get; private set; } = [];

    /// <summary>Starts the first worker and then monitors it.</summary>
    /// <exception cref="HostException">It does not start, or its functions are refused.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        var worker = await StartWorkerAsync(cancel);
        _current.SetResult(worker);
        _watching = WatchAsync(worker);
    }

    /// <summary>The running worker; waits for it while it restarts.</summary>
    public Task<LoadedWorker> WorkerAsync(CancellationToken cancel) => _current.Task.WaitAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task WatchAsync(LoadedWorker worker)
    {
        var (stop, delay) = (Task.Delay(Timeout.Infinite, _stopping.Token), TimeSpan.Zero);
        while (true)
        {
            var age = Stopwatch.StartNew();
            if (await Task.WhenAny(worker.Running.Exited, worker.Channel.Ended, stop) == stop)
            {
                worker.Channel.Post(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)) } });
                await worker.Running.DisposeAsync();
                worker.Channel.End();
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

    /// <returns>Null: the host is stopping.</returns>
    private async Task<LoadedWorker?> AgainAsync(TimeSpan delay)
    {
        while (true)
        {
            try
            {
                await Task.Delay(delay, _stopping.Token);
                return await StartWorkerAsync(_stopping.Token);
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

    private async Task<LoadedWorker> StartWorkerAsync(CancellationToken cancel)
    {
        var (id, channel) = (Guid.NewGuid().ToString(), new WorkerChannel(Log));
        server.Expect(id, channel);
        var worker = launch(id);
        try
        {
            var starting = LoadAsync(worker, channel);
            if (await Task.WhenAny(starting, worker.Exited).WaitAsync(StartLimit, cancel) != starting)
                throw new WorkerProcessExitException("The worker exited during its start.");
            return await starting;
        }
        catch (Exception e)
        {
            channel.End();
            if (!worker.Exited.IsCompleted)
                worker.Kill();
            await worker.DisposeAsync();
            throw e switch
            {
                TimeoutException => new HostException($"The worker was not ready within {StartLimit.TotalSeconds:0} s", e),
                WorkerProcessExitException => new HostException($"The worker exited during its start ({await worker.Exited})", e),
                _ => e,
            };
        }
    }

    private async Task<LoadedWorker> LoadAsync(WorkerProcess worker, WorkerChannel channel)
    {
        var folder = settings.AppFolder;
        await channel.Connected;
        var init = (await channel.AskAsync(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest
            {
                HostVersion = "4.1037.0",
                WorkerDirectory = folder,
                FunctionAppDirectory = folder,
                Capabilities = { ["RpcHttpBodyOnly"] = "True", ["V2Compatible"] = "True" },
            },
        })).WorkerInitResponse;
        ThrowIfFailed(init.Result, "The worker did not initialize");
        if (Functions.Count == 0)
        {
            var list = (await channel.AskAsync(new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = folder } })).FunctionMetadataResponse;
            ThrowIfFailed(list.Result, "The worker cannot list its functions");
            List<FunctionEntry> all = [.. list.FunctionMetadataResults.Select(metadata => new FunctionEntry(metadata))];
            FunctionRules.Check(all, settings);
            Functions = [.. all.Where(function => !settings.Disabled(function.Name))];
        }

        var loads = await Task.WhenAll(Functions.Select(function => channel.AskAsync(new StreamingMessage
        {
            FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.Metadata.FunctionId, Metadata = function.Metadata },
        })));
        foreach (var (function, load) in Functions.Zip(loads))
            ThrowIfFailed(load.FunctionLoadResponse.Result, $"The worker cannot load the function {function.Name}");

        var http = init.Capabilities.TryGetValue("HttpUri", out var uri) ? new Uri(uri) : null;
        await ListensAsync(http, worker.Exited);
        _log.WorkerReady(worker.Name);
        return new LoadedWorker(worker, channel, http);
    }

    /// <summary>Waits for the worker's HTTP endpoint, which it opens only after it has connected.</summary>
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
