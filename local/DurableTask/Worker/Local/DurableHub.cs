using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Runs the orchestrations of one hub in this process, together with other processes on the same storage account.</summary>
internal sealed class DurableHub(DurableHubOptions options, TimeProvider clock, ILoggerFactory loggers) : IAsyncDisposable
{
    public DurableTaskClient Client => throw new NotSupportedException($"{options} {clock} {loggers}");

    public bool IsIdle => true;

    public void AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run) => throw new NotSupportedException();

    public void AddActivity(string name, Func<DurableStep, CancellationToken, Task<object?>> run) => throw new NotSupportedException();

    public Task StartAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task StopAsync(CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
