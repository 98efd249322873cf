using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Parity.Worker.App;

public sealed class JournalMiddleware(Journal journal) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var name = context.FunctionDefinition.Name;
        journal.Add($"before {name} http={context.GetHttpContext() is not null}");
        if (context.GetHttpContext()?.Request.Query.ContainsKey("stop") == true)
        {
            context.GetInvocationResult().Value = new StatusCodeResult(StatusCodes.Status418ImATeapot);
            return;
        }

        await next(context);
        journal.Add($"after {name} result={context.GetInvocationResult().Value?.GetType().Name ?? "none"}");
    }
}

public sealed class ScopedThing
{
    public Guid Id { get; } = Guid.NewGuid();
}
