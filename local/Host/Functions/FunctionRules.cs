using System.Text.RegularExpressions;
using AgentSched.Hosting.Http;
using AgentSched.Hosting.Settings;
using AgentSched.Hosting.Timers;

namespace AgentSched.Hosting.Functions;

/// <summary>Refuses what the Functions host refuses, and what this host cannot run. All problems at once, each with the function's name.</summary>
internal static partial class FunctionRules
{
    private static readonly string[] Triggers = ["httpTrigger", "timerTrigger", "queueTrigger", "orchestrationTrigger", "activityTrigger"];
    private static readonly string[] Others = ["http", "durableClient"];

    /// <exception cref="HostException">At least one function is refused.</exception>
    public static void Check(IReadOnlyList<FunctionEntry> functions, HostSettings settings)
    {
        var problems = functions.SelectMany(function => Problems(function, settings).Select(problem => $"function {function.Name}: {problem}")).ToList();
        problems.AddRange(functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"function {group.Key}: {group.Count()} functions have this name"));
        if (functions.Count == 0)
            problems.Add($"{settings.AppFolder} has no functions");
        if (problems.Count > 0)
            throw new HostException(problems);

        var conflicts = HttpRoute.Conflicts([.. functions.Where(function => function.Is("httpTrigger")).Select(function => new HttpRoute(function, settings.RoutePrefix))]).ToList();
        if (conflicts.Count > 0)
            throw new HostException(conflicts);
    }

    private static IEnumerable<string> Problems(FunctionEntry function, HostSettings settings)
    {
        if (!FunctionName().IsMatch(function.Name) || function.Name.Equals("host", StringComparison.OrdinalIgnoreCase))
            yield return "the name must begin with a letter and hold at most 128 letters, digits, _ and -; \"host\" is reserved";
        foreach (var binding in function.Bindings.Where(binding => !BindingName().IsMatch(binding.Name)))
            yield return $"the binding name \"{binding.Name}\" is not valid: it must begin with a letter and hold at most 128 letters and digits";

        var triggers = function.Bindings.Where(binding => binding.Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase)).ToList();
        if (triggers.Count != 1)
            yield return $"it has {triggers.Count} triggers; exactly one is needed";
        foreach (var binding in function.Bindings.Where(binding => !Triggers.Concat(Others).Any(binding.Is)))
            yield return $"the binding \"{binding.Name}\" has the type {binding.Type}, which is not known; known are {string.Join(", ", Triggers.Concat(Others))}";

        if (Reason(() => Read(function, settings)) is { } reason)
            yield return reason;
    }

    /// <summary>Reads what the trigger is set to; throws what is wrong with it.</summary>
    private static void Read(FunctionEntry function, HostSettings settings)
    {
        if (function.Is("httpTrigger"))
            _ = new HttpRoute(function, settings.RoutePrefix);
        else if (function.Is("timerTrigger"))
            _ = TimerSchedule.Parse(settings.Resolve(function.Trigger!.Text("schedule") ?? string.Empty));
        else if (function.Is("queueTrigger"))
            _ = settings.Resolve(function.Trigger!.Text("queueName") ?? throw new HostException("the queue has no name"));
    }

    private static string? Reason(Action read)
    {
        try
        {
            read();
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
