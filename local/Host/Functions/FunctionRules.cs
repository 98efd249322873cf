using System.Text.RegularExpressions;
using AgentSched.Hosting.Http;
using AgentSched.Hosting.Settings;
using AgentSched.Hosting.Timers;

namespace AgentSched.Hosting.Functions;

/// <summary>Rejects functions that the Functions host rejects or that this host cannot run. Reports all problems at once, each with the function's name.</summary>
internal static partial class FunctionRules
{
    private static readonly string[] Known = ["httpTrigger", "timerTrigger", "queueTrigger", "orchestrationTrigger", "activityTrigger", "http", "durableClient"];

    /// <exception cref="HostException">At least one function is refused.</exception>
    public static void Check(IReadOnlyList<FunctionEntry> functions, HostSettings settings)
    {
        if (functions.Count == 0)
            throw new HostException($"{settings.AppFolder} has no functions");
        List<string> problems =
        [
            .. functions.SelectMany(function => Problems(function, settings).Select(problem => $"function {function.Name}: {problem}")),
            .. functions.CountBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Where(name => name.Value > 1).Select(name => $"function {name.Key}: {name.Value} functions have this name"),
        ];
        if (problems.Count == 0)
            problems.AddRange(HttpRoutes.Conflicts([.. functions.Where(function => function.Is("httpTrigger"))], settings.RoutePrefix));
        if (problems.Count > 0)
            throw HostException.Of(problems);
    }

    private static IEnumerable<string> Problems(FunctionEntry function, HostSettings settings)
    {
        if (!FunctionName().IsMatch(function.Name) || function.Name.Equals("host", StringComparison.OrdinalIgnoreCase))
            yield return "the name must begin with a letter and hold at most 128 letters, digits, _ and -; \"host\" is reserved";
        foreach (var binding in function.Bindings.Where(binding => !BindingName().IsMatch(binding.Name)))
            yield return $"the binding name \"{binding.Name}\" is not valid: it must begin with a letter and hold at most 128 letters and digits";
        if (function.Bindings.Count(binding => binding.IsTrigger) is var triggers and not 1)
            yield return $"it has {triggers} triggers; exactly one is needed";
        foreach (var binding in function.Bindings.Where(binding => !Known.Any(binding.Is)))
            yield return $"the binding \"{binding.Name}\" has the unknown type {binding.Type}; known types: {string.Join(", ", Known)}";
        if (Unreadable(function, settings) is { } reason)
            yield return reason;
    }

    /// <summary>What is wrong with the settings of the trigger.</summary>
    private static string? Unreadable(FunctionEntry function, HostSettings settings)
    {
        try
        {
            if (function.Is("httpTrigger"))
                HttpRoutes.Check(function, settings.RoutePrefix);
            else if (function.Is("timerTrigger"))
                TimerSchedule.Parse(settings.Resolve(function.Trigger!.Text("schedule") ?? string.Empty));
            else if (function.Is("queueTrigger"))
                settings.Resolve(function.Trigger!.Text("queueName") ?? throw new HostException("the queue has no name"));
            return null;
        }
        catch (Exception e) when (e is HostException or ArgumentException or FormatException)
        {
            return e.Message;
        }
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9]{0,127}$|^\$return$")]
    private static partial Regex BindingName();
}
