using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Parity.Worker.App;

public sealed record Order(int Id, string? CustomerName);

public sealed class HttpFunctions(ScopedThing thing, Journal journal)
{
    [Function("Results")]
    public static IResult Results([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "results/{kind}")] HttpRequest request, string kind) => kind switch
    {
        "json" => Microsoft.AspNetCore.Http.Results.Json(new Order(1, "a"), statusCode: StatusCodes.Status201Created),
        "none" => Microsoft.AspNetCore.Http.Results.NoContent(),
        _ => throw new InvalidOperationException(request.Path),
    };

    [Function("Actions")]
    public static Task<IActionResult> Actions([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "actions")] HttpRequest request) =>
        Task.FromResult<IActionResult>(new ObjectResult(new Order(2, request.Method)) { StatusCode = StatusCodes.Status202Accepted });

    [Function("Plain")]
    public static string Plain([HttpTrigger(AuthorizationLevel.Anonymous, Route = null)] HttpRequest request) => request.Method;

    [Function("Written")]
    public static async Task Written([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "written")] HttpRequest request)
    {
        request.HttpContext.Response.StatusCode = StatusCodes.Status203NonAuthoritative;
        await request.HttpContext.Response.WriteAsync("by hand");
    }

    [Function("Values")]
    public static IResult Values(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "values/{id:int}/{name?}")] HttpRequest request,
        int id, string? name, string? q, Guid? key, DateTimeOffset? at, int page = 7) =>
        Microsoft.AspNetCore.Http.Results.Text(string.Create(CultureInfo.InvariantCulture,
            $"{id}|{name ?? "-"}|{q ?? "-"}|{key?.ToString() ?? "-"}|{at?.ToString("O", CultureInfo.InvariantCulture) ?? "-"}|{page}|{request.RouteValues.Count}"));

    [Function("Needed")]
    public static IResult Needed([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "needed")] HttpRequest request, int count) =>
        Microsoft.AspNetCore.Http.Results.Text($"{request.Method}{count}");

    [Function("Body")]
    public static IResult Body([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "body")] HttpRequest request, [FromBody] Order order) =>
        Microsoft.AspNetCore.Http.Results.Text($"{request.Method} {order.Id} {order.CustomerName}");

    [Function("BodyValues")]
    public static async Task<IResult> BodyValues([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "bodyvalues")] HttpRequest request, int id, string? customerName)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return Microsoft.AspNetCore.Http.Results.Text($"{id} {customerName} {(await reader.ReadToEndAsync()).Length}");
    }

    [Function("AMethodGet")]
    public static IResult MethodGet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "thing")] HttpRequest request) =>
        Microsoft.AspNetCore.Http.Results.Text("got " + request.Method);

    [Function("AMethodPut")]
    public static IResult MethodPut([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "thing")] HttpRequest request) =>
        Microsoft.AspNetCore.Http.Results.Text("put " + request.Method);

    // "First" sorts before "Second": a parameter wins over a literal, as the host ranks by name only.
    [Function("First")]
    public static IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "order/{any}")] HttpRequest request, string any) =>
        Microsoft.AspNetCore.Http.Results.Text($"{request.Method} any {any}");

    [Function("Second")]
    public static IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "order/literal")] HttpRequest request) =>
        Microsoft.AspNetCore.Http.Results.Text(request.Method);

    [Function("Fails")]
    public static async Task<IResult> Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fails")] HttpRequest request)
    {
        if (request.Query.ContainsKey("late"))
        {
            await request.HttpContext.Response.WriteAsync("begun");
            await request.HttpContext.Response.Body.FlushAsync();
        }

        throw new InvalidOperationException("on purpose");
    }

    [Function("Scope")]
    public IResult Scope([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scope")] HttpRequest request, FunctionContext context) =>
        Microsoft.AspNetCore.Http.Results.Text(
            $"{thing.Id}|{context.InstanceServices.GetRequiredService<ScopedThing>().Id}|{request.HttpContext.RequestServices.GetRequiredService<ScopedThing>().Id}");

    [Function("Context")]
    public static IResult Context([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context/{id}")] HttpRequest request, FunctionContext context, CancellationToken cancel) =>
        Microsoft.AspNetCore.Http.Results.Json(new
        {
            context.FunctionDefinition.Name,
            context.FunctionDefinition.EntryPoint,
            Id = context.BindingContext.BindingData["ID"],
            Query = context.BindingContext.BindingData["q"],
            Same = context.GetHttpContext() == request.HttpContext && context.CancellationToken == cancel,
            Parameters = context.FunctionDefinition.Parameters.Select(parameter => parameter.Name),
            Input = context.FunctionDefinition.InputBindings["request"].Type,
        });

    [Function("Events")]
    public async Task Events([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "events")] HttpRequest request, CancellationToken cancel)
    {
        var response = request.HttpContext.Response;
        response.ContentType = "text/event-stream";
        await response.WriteAsync("data: first\n\n", cancel);
        await response.Body.FlushAsync(cancel);
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
        finally
        {
            journal.Add("events ended");
        }
    }

    [Function("Locked")]
    public static void Locked([HttpTrigger(AuthorizationLevel.Function, "get", Route = "locked")] HttpRequest request) => _ = request.Method;

    [Function("Held")]
    public async Task<IResult> Held([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "held")] HttpRequest request)
    {
        journal.Add("held " + request.Method);
        await journal.Gates.GetOrAdd("held", _ => new TaskCompletionSource()).Task;
        return Microsoft.AspNetCore.Http.Results.Text("let go");
    }
}
