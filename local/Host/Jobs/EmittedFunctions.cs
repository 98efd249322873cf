using System.Reflection;
using System.Reflection.Emit;
using AgentSched.Hosting.Functions;
using AgentSched.Hosting.Settings;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;

namespace AgentSched.Hosting.Jobs;

/// <summary>Callback of an emitted method.</summary>
/// <param name="function">The function's name.</param>
/// <param name="trigger">The trigger parameter.</param>
/// <param name="binder">Provides the trigger's metadata.</param>
/// <param name="cancel">Cancelled at a stop.</param>
public delegate Task<object?> EmittedCall(string function, object? trigger, IBinder binder, CancellationToken cancel);

/// <summary>
/// The WebJobs SDK finds functions as static methods whose parameters carry attributes. This emits one such method per queue, orchestration and activity
/// function: <c>Name(trigger, IBinder, CancellationToken)</c>, which passes its arguments to an <see cref="EmittedCall"/>.
/// </summary>
internal static class EmittedFunctions
{
    private const string Target = "Target";

    public static Type Emit(IEnumerable<FunctionEntry> functions, HostSettings settings, EmittedCall call)
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("AgentSched.Host.Emitted"), AssemblyBuilderAccess.Run).DefineDynamicModule("Functions");
        var type = module.DefineType("Functions", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        var target = type.DefineField(Target, typeof(EmittedCall), FieldAttributes.Public | FieldAttributes.Static);
        foreach (var function in functions)
            Emit(type, target, function, settings);

        var emitted = type.CreateType();
        emitted.GetField(Target)!.SetValue(null, call);
        return emitted;
    }

    private static void Emit(TypeBuilder type, FieldInfo target, FunctionEntry function, HostSettings settings)
    {
        var isQueue = function.Is("queueTrigger");
        var trigger = isQueue ? QueueType(function.Trigger!) : typeof(string);
        var method = type.DefineMethod(
            function.Name.Replace('-', '_'), MethodAttributes.Public | MethodAttributes.Static, isQueue ? typeof(Task) : typeof(Task<object>), [trigger, typeof(IBinder), typeof(CancellationToken)]);
        method.SetCustomAttribute(New<FunctionNameAttribute>([function.Name]));
        method.DefineParameter(1, ParameterAttributes.None, function.Trigger!.Name).SetCustomAttribute(Attribute(function, settings));
        method.DefineParameter(2, ParameterAttributes.None, "_binder");
        method.DefineParameter(3, ParameterAttributes.None, "_cancel");

        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldsfld, target);
        il.Emit(OpCodes.Ldstr, function.Name);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Callvirt, typeof(EmittedCall).GetMethod(nameof(EmittedCall.Invoke))!);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Parameter type of a queue trigger, chosen as in the Functions host: binding data for SDK types, bytes for bytes, text for all else.</summary>
    private static Type QueueType(Binding trigger) =>
        trigger.Json.TryGetProperty("properties", out var properties) && properties.TryGetProperty("supportsDeferredBinding", out _) ? typeof(ParameterBindingData)
        : string.Equals(trigger.Text("dataType"), "Binary", StringComparison.OrdinalIgnoreCase) ? typeof(byte[])
        : typeof(string);

    private static CustomAttributeBuilder Attribute(FunctionEntry function, HostSettings settings) => function.Trigger!.Type.ToUpperInvariant() switch
    {
        "QUEUETRIGGER" => New<QueueTriggerAttribute>([settings.Resolve(function.Trigger.Text("queueName")!)], nameof(QueueTriggerAttribute.Connection), function.Trigger.Text("connection")),
        "ORCHESTRATIONTRIGGER" => New<OrchestrationTriggerAttribute>([], nameof(OrchestrationTriggerAttribute.Orchestration), function.Trigger.Text("orchestration") ?? function.Name),
        _ => New<ActivityTriggerAttribute>([], nameof(ActivityTriggerAttribute.Activity), function.Trigger.Text("activity") ?? function.Name),
    };

    private static CustomAttributeBuilder New<T>(object[] arguments, string? property = null, string? value = null)
    {
        var constructor = typeof(T).GetConstructor([.. arguments.Select(argument => argument.GetType())])!;
        return value is null
            ? new CustomAttributeBuilder(constructor, arguments)
            : new CustomAttributeBuilder(constructor, arguments, [typeof(T).GetProperty(property!)!], [value]);
    }
}
