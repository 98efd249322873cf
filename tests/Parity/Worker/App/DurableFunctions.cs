using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Parity.Worker.App;

public sealed class DurableFunctions(Journal journal)
{
    [Function("Greeting")]
    public static async Task<string> Greeting([OrchestrationTrigger] TaskOrchestrationContext context, Order input)
    {
        var first = await context.CallActivityAsync<string>("Greet", input);
        var second = await context.CallActivityAsync<string>("Count", 2);
        return $"{first}, {second}";
    }

    [Function("Greet")]
    public string Greet([ActivityTrigger] Order order, string instanceId, FunctionContext context)
    {
        journal.Add($"greet {instanceId} {context.FunctionDefinition.Name}");
        return $"hello {order.CustomerName}";
    }

    [Function("Count")]
    public static async Task<string> Count([ActivityTrigger] int number, CancellationToken cancel)
    {
        await Task.Delay(1, cancel);
        return string.Create(CultureInfo.InvariantCulture, $"{number}");
    }

    [Function("StartGreeting")]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "greetings/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string id, CancellationToken cancel)
    {
        await client.ScheduleNewOrchestrationInstanceAsync(
            "Greeting", new Order(1, request.Query["name"]), new StartOrchestrationOptions(InstanceId: id), cancel);
        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancel);
        return Results.Text($"{end.RuntimeStatus}: {end.ReadOutputAs<string>()}");
    }
}
