using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Azure.Functions.Worker;

namespace Parity.Worker;

/// <summary>Builds an assembly of wrongly wired functions, which could not stand beside the sound ones.</summary>
internal sealed class BrokenFunctions
{
    private readonly TypeBuilder _class = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("Broken"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("Broken").DefineType("Broken.Functions", TypeAttributes.Public | TypeAttributes.Class);

    public static CustomAttributeBuilder Http(string route, params string[] methods) => new(
        typeof(HttpTriggerAttribute).GetConstructor([typeof(AuthorizationLevel), typeof(string[])])!, [AuthorizationLevel.Anonymous, methods],
        [typeof(HttpTriggerAttribute).GetProperty(nameof(HttpTriggerAttribute.Route))!], [route]);

    public static CustomAttributeBuilder Timer(string schedule) => Text(typeof(TimerTriggerAttribute), schedule);

    public static CustomAttributeBuilder Queue(string name) => Text(typeof(QueueTriggerAttribute), name);

    public BrokenFunctions Add(string name, params (Type Type, CustomAttributeBuilder? Mark)[] parameters)
    {
        var method = _class.DefineMethod("M" + Guid.NewGuid().ToString("N"), MethodAttributes.Public | MethodAttributes.Static, typeof(void), [.. parameters.Select(parameter => parameter.Type)]);
        method.SetCustomAttribute(Text(typeof(FunctionAttribute), name));
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = method.DefineParameter(i + 1, ParameterAttributes.None, "p" + i);
            if (parameters[i].Mark is { } mark)
            {
                parameter.SetCustomAttribute(mark);
            }
        }

        method.GetILGenerator().Emit(OpCodes.Ret);
        return this;
    }

    public Assembly Build() => _class.CreateType().Assembly;

    private static CustomAttributeBuilder Text(Type attribute, string text) => new(attribute.GetConstructor([typeof(string)])!, [text]);
}
