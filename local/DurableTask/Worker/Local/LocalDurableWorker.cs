using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Runs a registry's tasks on a local hub: what <c>AddDurableTaskWorker</c> builds with <c>UseBuildTarget</c> of this class.</summary>
internal sealed class LocalDurableWorker : DurableTaskWorker
{
    private readonly DurableHub _hub;

    public LocalDurableWorker(string name, RegistryFactory factory, DurableHub hub, IServiceProvider services)
        : base(name, factory)
    {
        _hub = hub;
        foreach (var orchestrator in factory.Orchestrators)
        {
            hub.AddOrchestrator(orchestrator.Name, context => RunAsync(factory, services, orchestrator, context));
        }

        foreach (var activity in factory.Activities)
        {
            hub.AddActivity(activity.Name, (step, _) => RunAsync(factory, services, activity, step));
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _hub.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _hub.StopAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;

    private static Task<object?> RunAsync(RegistryFactory factory, IServiceProvider services, TaskName name, TaskOrchestrationContext context)
    {
        factory.TryCreateOrchestrator(name, services, out var orchestrator);
        var local = (ReplayContext)context;
        return orchestrator!.RunAsync(context, local.GetInput(orchestrator.InputType));
    }

    private async Task<object?> RunAsync(RegistryFactory factory, IServiceProvider services, TaskName name, DurableStep step)
    {
        await using var scope = services.CreateAsyncScope();
        factory.TryCreateActivity(name, scope.ServiceProvider, out var activity);
        var input = _hub.Converter.Deserialize(step.SerializedInput, activity!.InputType) ?? DefaultOf(activity.InputType);
        return await activity.RunAsync(new Context(step), input);
    }

    internal static object? DefaultOf(Type type) =>
        type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;

    private sealed class Context(DurableStep step) : TaskActivityContext
    {
        public override TaskName Name => step.Name;

        public override string InstanceId => step.InstanceId;
    }
}
