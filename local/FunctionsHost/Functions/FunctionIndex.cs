using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AgentSched.FunctionsHost.Binding;
using AgentSched.FunctionsHost.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace AgentSched.FunctionsHost.Functions;

/// <summary>Finds the functions of an assembly and says everything that is wrong with them.</summary>
internal sealed partial class FunctionIndex
{
    private readonly IReadOnlyList<ITriggerRules> _rules;
    private readonly List<string> _problems;
    private readonly DurableClients _clients;
    private readonly Func<string, bool> _disabled;

    private FunctionIndex(IReadOnlyList<ITriggerRules> rules, DurableClients clients, Func<string, bool> disabled, List<string> problems) =>
        (_rules, _clients, _disabled, _problems) = (rules, clients, disabled, problems);

    /// <returns>The sound functions, sorted by name; what is wrong with others is added to <paramref name="problems"/>.</returns>
    public static IReadOnlyList<FunctionEntry> Read(
        Assembly assembly, IReadOnlyList<ITriggerRules> rules, DurableClients clients, Func<string, bool> disabled, List<string> problems)
    {
        var index = new FunctionIndex(rules, clients, disabled, problems);
        var methods = from type in assembly.GetTypes()
                      where type.IsClass
                      from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                      let mark = method.GetCustomAttribute<FunctionAttribute>()
                      where mark is not null
                      select (method, mark.Name);
        var found = methods.ToList();
        foreach (var twin in found.GroupBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            problems.Add($"function {twin.Key}: the name is given to {string.Join(" and ", twin.Select(pair => Where(pair.method)))}; names differ, ignoring case");
        }

        return [.. found.Select(pair => index.Entry(pair.method, pair.Name)).OfType<FunctionEntry>().OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static string Where(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ValidName();

    private FunctionEntry? Entry(MethodInfo method, string name)
    {
        var before = _problems.Count;
        void Problem(string what) => _problems.Add($"function {name} ({Where(method)}): {what}");

        if (!ValidName().IsMatch(name) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            Problem("the name must be a letter and up to 127 letters, digits, _ or -, and not \"host\"");
        }

        var type = method.DeclaringType!;
        if (!type.IsVisible || !method.IsPublic)
        {
            Problem("class and method must be public");
        }
        else if (type.ContainsGenericParameters || method.IsGenericMethodDefinition)
        {
            Problem("a generic class or method cannot be a function");
        }
        else if (type.IsAbstract && !method.IsStatic)
        {
            Problem("an abstract class cannot be created");
        }

        if (method.ReturnType == typeof(void) && method.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
        {
            Problem("async void cannot be awaited; return Task");
        }

        var triggers = method.GetParameters().Where(parameter => parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null).ToList();
        if (triggers.Count != 1)
        {
            Problem(triggers.Count == 0 ? "no parameter has a trigger" : $"it has {triggers.Count} triggers ({string.Join(", ", triggers.Select(parameter => parameter.Name))}); one is allowed");
        }

        if (_problems.Count > before)
        {
            return null;
        }

        var trigger = triggers[0].GetCustomAttribute<TriggerBindingAttribute>()!;
        if (_rules.FirstOrDefault(rule => rule.Handles(trigger)) is not { } rules)
        {
            Problem($"the trigger {trigger.GetType().Name} is not supported here (local/README.md)");
            return null;
        }

        if (_disabled(name))
        {
            return null;
        }

        var entry = Make(method, name, triggers[0], trigger, Problem);
        if (entry is not null)
        {
            Bind(entry, rules, Problem);
        }

        return _problems.Count > before ? null : entry;
    }

    private static FunctionEntry? Make(MethodInfo method, string name, ParameterInfo parameter, TriggerBindingAttribute trigger, Action<string> problem)
    {
        try
        {
            return new FunctionEntry(name, method, parameter, trigger);
        }
        catch (InvalidOperationException e)
        {
            problem(e.Message); // no constructor that can be called
            return null;
        }
    }

    private void Bind(FunctionEntry entry, ITriggerRules rules, Action<string> problem)
    {
        var retry = entry.Method.GetCustomAttribute<RetryAttribute>();
        if (retry is not null && entry.Trigger is not TimerTriggerAttribute)
        {
            problem($"{retry.GetType().Name} works with timer triggers only");
        }

        entry.Retry = RetryPolicy.Read(retry, problem);
        entry.Outputs = OutputBinder.Of(entry.Method, problem);
        var binders = new List<ArgumentBinder>();
        foreach (var parameter in entry.Method.GetParameters())
        {
            void Wrong(string what) => problem($"parameter {parameter.Name}: {what}");
            var binder = CommonBinders.Find(parameter) ?? _clients.Find(parameter, Wrong) ?? rules.Bind(entry, parameter, Wrong);
            if (binder is not null)
            {
                binders.Add(binder);
            }
        }

        entry.Arguments = [.. binders];
        rules.Check(entry, problem);
    }
}
