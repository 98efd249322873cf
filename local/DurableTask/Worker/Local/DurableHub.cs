using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Runs the orchestrations of one hub in this process, together with other processes on the same storage account.</summary>
internal sealed class DurableHub : IAsyncDisposable
{
    private readonly HubTasks _tasks = new();
    private readonly Engine _engine;

    public DurableHub(DurableHubOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        Converter = options.Converter;
        _engine = new(options, clock, loggers, _tasks);
        Client = new LocalDurableClient(options.HubName, _engine, options);
    }

    /// <summary>Works without <see cref="StartAsync"/> too: what it starts then runs in another process, or later.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>Nothing is running or ready to run in this process. Waiting for timers and events does not count.</summary>
    public bool IsIdle => _engine.IsIdle;

    public DataConverter Converter { get; }

    public void AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run) => _tasks.Add(name, run);

    public void AddActivity(string name, Func<DurableStep, CancellationToken, Task<object?>> run) => _tasks.Add(name, run);

    /// <summary>Returns when what other processes left has been taken over.</summary>
    public Task StartAsync(CancellationToken cancel) => _engine.StartAsync(cancel);

    /// <summary>Takes nothing new, waits for running steps until <paramref name="cancel"/> fires, gives its instances back.</summary>
    public Task StopAsync(CancellationToken cancel) => _engine.StopAsync(cancel);

    public async ValueTask DisposeAsync() => await _engine.StopAsync(new CancellationToken(canceled: true));
}
