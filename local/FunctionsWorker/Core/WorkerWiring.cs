using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The builder's middleware in order of registration, outermost first.</summary>
internal sealed class WorkerMiddleware
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _layers = [];

    public void Add(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> layer) => _layers.Add(layer);

    public FunctionExecutionDelegate Around(FunctionExecutionDelegate core) =>
        Enumerable.Reverse(_layers).Aggregate(core, (next, layer) => layer(next));
}

/// <summary>Registered by ConfigureFunctionsWebApplication; HTTP functions need it.</summary>
internal sealed class WebApplicationMark;

/// <summary>The request of an HTTP invocation, as the front hands it over; the web application's middleware makes it visible.</summary>
internal sealed record ArrivedRequest(HttpContext Http);

/// <summary>The request as functions and middleware see it.</summary>
internal sealed record VisibleRequest(HttpContext Http);
