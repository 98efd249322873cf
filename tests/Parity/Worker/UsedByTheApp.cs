using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Parity.Worker.App;

namespace Parity.Worker;

/// <summary>What the triggers' attributes hold is what a host reads; this needs no running app.</summary>
[Trait("shows", "originals")]
public sealed class UsedByTheApp
{
    [Theory]
    [InlineData(nameof(HttpFunctions.Values), "Values", "get post", "values/{id:int}/{name?}", AuthorizationLevel.Anonymous)]
    [InlineData(nameof(HttpFunctions.MethodPut), "AMethodPut", "put", "thing", AuthorizationLevel.Anonymous)]
    [InlineData(nameof(HttpFunctions.Locked), "Locked", "get", "locked", AuthorizationLevel.Function)]
    [InlineData(nameof(HttpFunctions.Plain), "Plain", "", null, AuthorizationLevel.Anonymous)]
    public void An_http_trigger_holds_methods_route_and_level(string method, string function, string methods, string? route, AuthorizationLevel level)
    {
        var (name, trigger) = Read<HttpTriggerAttribute>(typeof(HttpFunctions), method);
        Assert.Equal((function, methods, route, level), (name, string.Join(' ', trigger.Methods ?? []), trigger.Route, trigger.AuthLevel));
    }

    [Fact]
    public void A_timer_trigger_holds_its_schedule()
    {
        var (name, trigger) = Read<TimerTriggerAttribute>(typeof(TimerFunctions), nameof(TimerFunctions.AtStart));
        Assert.Equal(("AtStart", "01:00:00", true, false), (name, trigger.Schedule, trigger.RunOnStartup, trigger.UseMonitor));
        Assert.Equal("%EveryMinute%", Read<TimerTriggerAttribute>(typeof(TimerFunctions), nameof(TimerFunctions.Minutely)).Trigger.Schedule);
    }

    [Fact]
    public void A_queue_trigger_holds_its_queue_as_written()
    {
        var (name, trigger) = Read<QueueTriggerAttribute>(typeof(QueueFunctions), nameof(QueueFunctions.Binary));
        Assert.Equal(("QueueBinary", "IN-%BinaryQueue%", null), (name, trigger.QueueName, trigger.Connection));
    }

    [Fact]
    public void Durable_functions_are_named_by_their_function_attribute_alone()
    {
        var (orchestrator, orchestration) = Read<OrchestrationTriggerAttribute>(typeof(DurableFunctions), nameof(DurableFunctions.Greeting));
        var (step, activity) = Read<ActivityTriggerAttribute>(typeof(DurableFunctions), nameof(DurableFunctions.Greet));
        Assert.Equal(("Greeting", null, "Greet", null), (orchestrator, orchestration.Orchestration, step, activity.Activity));
        Assert.Null(Read<DurableClientAttribute>(typeof(DurableFunctions), nameof(DurableFunctions.Start)).Trigger.TaskHub);
    }

    private static (string Name, T Trigger) Read<T>(Type functions, string method)
        where T : Attribute
    {
        var found = functions.GetMethod(method)!;
        var trigger = Assert.Single(found.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).OfType<T>());
        return (found.GetCustomAttribute<FunctionAttribute>()!.Name, trigger);
    }
}
