using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker.Hosting;

/// <summary>The hosted service that runs a worker's tasks.</summary>
public abstract class DurableTaskWorker : BackgroundService
{
    protected DurableTaskWorker(string? name, IDurableTaskFactory factory)
    {
        Name = name ?? Microsoft.Extensions.Options.Options.DefaultName;
        Factory = factory ?? throw new ArgumentNullException(nameof(factory));
    }

    protected virtual string Name { get; }

    protected virtual IDurableTaskFactory Factory { get; }
}
