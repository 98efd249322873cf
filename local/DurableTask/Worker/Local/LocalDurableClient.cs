using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>The client of a local hub. What this process runs it reads from memory, all else from the tables.</summary>
internal sealed class LocalDurableClient(string name, Engine engine, DurableHubOptions options) : DurableTaskClient(name)
{
    private readonly ClientQueries _queries = new(engine, options);

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? how = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var id = Keys.CheckInstanceId(how?.InstanceId ?? Guid.NewGuid().ToString("N"));
        var state = engine.NewInstance(id, orchestratorName.Name, options.Converter.Serialize(input)) with
        {
            StartAt = how?.StartAt,
            Version = how?.Version?.Version,
            Tags = how?.Tags is { Count: > 0 } tags ? tags : null,
        };
        await engine.StartInstanceAsync(state, cancellation);
        return id;
    }

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        if (await _queries.ReadAsync(instanceId, cancellation) is not { IsFinished: true })
        {
            var payload = options.Converter.Serialize(eventPayload);
            await SendAsync(instanceId, new(EventKind.EventRaised) { Name = eventName, Data = payload }, cancellation);
        }
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? how = null, CancellationToken cancellation = default)
    {
        if (how?.Recursive == true)
        {
            throw new NotSupportedException($"{nameof(TerminateInstanceOptions)}.{nameof(TerminateInstanceOptions.Recursive)}: see local/README.md");
        }

        var output = options.Converter.Serialize(how?.Output);
        return SteerAsync(instanceId, new(EventKind.Terminated) { Data = output }, "terminate", cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SteerAsync(instanceId, new(EventKind.Suspended) { Data = reason }, "suspend", cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SteerAsync(instanceId, new(EventKind.Resumed) { Data = reason }, "resume", cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var state = await _queries.ReadAsync(instanceId, cancellation);
        return state?.ToMetadata(getInputsAndOutputs, options.Converter);
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        var state = await _queries.WaitAsync(
            instanceId, s => s.Status != OrchestrationRuntimeStatus.Pending, live => live.Started, cancellation);
        return state.ToMetadata(getInputsAndOutputs, options.Converter);
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        var state = await _queries.WaitAsync(instanceId, s => s.IsFinished, live => live.Finished, cancellation);
        return state.ToMetadata(getInputsAndOutputs, options.Converter);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        _queries.List(filter ?? new());

    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? how = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return _queries.PurgeAsync(instanceId, how, cancellation);
    }

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? how = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _queries.PurgeAllAsync(filter, how, cancellation);
    }

    // The hub belongs to its host.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task SteerAsync(string instanceId, HistoryEvent command, string verb, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var state = await _queries.ReadAsync(instanceId, cancel)
            ?? throw new ArgumentException($"cannot {verb} orchestration \"{instanceId}\": there is none with this id", nameof(instanceId));
        if (state.IsFinished)
        {
            throw new InvalidOperationException($"cannot {verb} orchestration \"{instanceId}\": it is {state.Status}");
        }

        await SendAsync(instanceId, command, cancel);
    }

    private async Task SendAsync(string instanceId, HistoryEvent e, CancellationToken cancel)
    {
        using var busy = engine.Busy.Begin();
        engine.Signal(await engine.Inbox.PutAsync(instanceId, e, cancel));
    }
}
