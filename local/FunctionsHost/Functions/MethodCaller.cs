using System.Linq.Expressions;
using System.Reflection;

namespace AgentSched.FunctionsHost.Functions;

internal delegate ValueTask<object?> MethodCall(object? instance, object?[] arguments);

/// <summary>Turns a function's method into a delegate once, so that no call needs reflection.</summary>
internal static class MethodCaller
{
    public static MethodCall Compile(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var values = method.GetParameters().Select((parameter, i) =>
            Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType));
        var call = Expression.Call(
            method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!), method, values);
        var body = method.ReturnType == typeof(void)
            ? Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)))
            : (Expression)Expression.Call(Adapter(method.ReturnType), call);
        return Expression.Lambda<MethodCall>(body, instance, arguments).Compile();
    }

    /// <summary>What the function's result is once awaited; null for none.</summary>
    public static Type? ResultType(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask))
        {
            return null;
        }

        return type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;
    }

    private static MethodInfo Adapter(Type type)
    {
        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return Own(type == typeof(Task) ? nameof(OfTask) : nameof(OfValueTask));
        }

        if (!type.IsGenericType)
        {
            return Own(nameof(OfValue)).MakeGenericMethod(type);
        }

        var generic = type.GetGenericTypeDefinition();
        return generic == typeof(Task<>) ? Own(nameof(OfTaskOf)).MakeGenericMethod(type.GetGenericArguments())
            : generic == typeof(ValueTask<>) ? Own(nameof(OfValueTaskOf)).MakeGenericMethod(type.GetGenericArguments())
            : Own(nameof(OfValue)).MakeGenericMethod(type);
    }

    private static MethodInfo Own(string name) =>
        typeof(MethodCaller).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static ValueTask<object?> OfValue<T>(T value) => new(value);

    private static async ValueTask<object?> OfTask(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> OfTaskOf<T>(Task<T> task) => await task;

    private static async ValueTask<object?> OfValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> OfValueTaskOf<T>(ValueTask<T> task) => await task;
}
