using System.Collections.Concurrent;
using AgentSched.Api.Door;
using Azure.Core.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Support;

/// <summary>Calls functions, each in a scope of its own and through the app's middleware, and knows which of them run.</summary>
internal sealed class HarnessCalls(IServiceProvider services, IReadOnlyList<HarnessFunction> functions) : IDurableCode
{
    private readonly ObjectSerializer _json = services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer!; // as the worker does for queues and Durable
    private readonly ConcurrentDictionary<string, int> _running = new(StringComparer.Ordinal);
    private long _begun;

    public ILoggerFactory Loggers { get; } = services.GetRequiredService<ILoggerFactory>();

    /// <summary>What <c>[DurableClient]</c> gets.</summary>
    public DurableTaskClient Durable { get; set; } = null!;

    /// <summary>Cancelled when the app stops.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>A function has run: there may be something in a queue.</summary>
    public event Action? Ended;

    /// <summary>How many calls have begun.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    public IEnumerable<string> Running => _running.Where(pair => pair.Value > 0).Select(pair => $"{pair.Key} runs");

    public async Task<object?> RunAsync(HarnessFunction function, object trigger, HttpContext? http = null)
    {
        Interlocked.Increment(ref _begun);
        _running.AddOrUpdate(function.Name, 1, (_, count) => count + 1);
        try
        {
            await using var scope = services.CreateAsyncScope();
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stopping.Token, http?.RequestAborted ?? default);
            var context = new HarnessContext(function.Name, scope.ServiceProvider, cancel.Token);
            if (http is not null)
            {
                context.Items["HttpRequestContext"] = http; // where GetHttpContext looks
                http.RequestServices = scope.ServiceProvider;
            }

            object? result = null;
            var call = new HarnessCall(trigger, scope.ServiceProvider, Durable, http, cancel.Token);
            await services.GetRequiredService<AccessMiddleware>().Invoke(context, async _ => result = await function.InvokeAsync(call));
            if (result is IResult answer)
            {
                await answer.ExecuteAsync(http!); // outside of the app's middleware, as the worker does
            }

            return result;
        }
        finally
        {
            _running.AddOrUpdate(function.Name, 0, (_, count) => count - 1);
            Ended?.Invoke();
        }
    }

    public Task<object?> RunOrchestratorAsync(TaskOrchestrationContext context) =>
        Find(context.Name.Name).InvokeAsync(new HarnessCall(context, services, Durable, Http: null, CancellationToken.None));

    public async Task<string?> RunStepAsync(string name, string? json)
    {
        var function = Find(name);
        return Serialize(await RunAsync(function, Read(json ?? "null", function.TriggerType)!));
    }

    public string? Serialize(object? value) => value is null ? null : _json.Serialize(value).ToString();

    public T? Deserialize<T>(string? json) => json is null ? default : (T?)Read(json, typeof(T));

    public object? Read(string json, Type type) => _json.Deserialize(BinaryData.FromString(json).ToStream(), type, CancellationToken.None);

    public HarnessFunction Find(string name) =>
        functions.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new ArgumentException($"there is no function \"{name}\"", nameof(name));
}
