using System.Diagnostics;
using AgentSched.FunctionsHost.Binding;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.FunctionsHost.Functions;

/// <summary>Runs one invocation: scope, trace, middleware, arguments, the call, outputs. What the function throws comes out.</summary>
internal sealed class FunctionRunner
{
    private static readonly ActivitySource Source = new("Microsoft.Azure.Functions.Worker");
    private readonly IServiceProvider _services;
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly TimeSpan? _timeout;
    private readonly QueueOutputs _outputs;

    public FunctionRunner(IServiceProvider services, WorkerMiddleware middleware, TimeSpan? timeout, QueueOutputs outputs)
    {
        _services = services;
        _pipeline = middleware.Around(CallAsync);
        _timeout = timeout;
        _outputs = outputs;
    }

    public RunningFunctions Running { get; } = new();

    /// <summary>Fires the cancellation tokens of all invocations.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    public async Task<InvocationOutcome> RunAsync(FunctionEntry function, Trigger trigger, CancellationToken cancel)
    {
        using var running = Running.Enter(function.Name);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(cancel, trigger.EndsWithHost ? Stopping.Token : CancellationToken.None);
        if (_timeout is { } limit)
        {
            token.CancelAfter(limit);
        }

        var scope = _services.CreateAsyncScope();
        await using (scope)
        {
            if (trigger.Request is { } request)
            {
                request.Http.RequestServices = scope.ServiceProvider;
            }

            using var activity = Source.StartActivity($"function {function.Name}", ActivityKind.Server, trigger.TraceParent);
            activity?.SetTag("faas.name", function.Name);
            var call = new Invocation(function, trigger, scope.ServiceProvider, token.Token);
            try
            {
                await _pipeline(call);
                await _outputs.SendAsync(call);
                return call.Outcome;
            }
            catch (Exception e)
            {
                activity?.SetStatus(ActivityStatusCode.Error, e.Message);
                throw;
            }
        }
    }

    private static async Task CallAsync(FunctionContext context)
    {
        var call = (Invocation)context;
        var function = call.Function;
        var arguments = new object?[function.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = await function.Arguments[i](call);
        }

        var instance = function.Create?.Invoke(call.InstanceServices, []);
        call.Outcome.Result = await function.Call(instance, arguments);
        function.Outputs.Read(call.Outcome);
    }
}
