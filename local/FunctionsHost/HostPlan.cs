using System.Globalization;
using System.Reflection;
using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Http;
using AgentSched.FunctionsHost.Settings;
using AgentSched.FunctionsHost.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.FunctionsHost;

/// <summary>What there is to run, read and checked before anything starts. All problems are told at once.</summary>
internal sealed class HostPlan
{
    private const int DefaultPort = 7071;

    public HostPlan(IServiceProvider services, LocalHostOptions options, string? portArgument)
    {
        var settings = services.GetRequiredService<IConfiguration>();
        var problems = new List<string>();
        Host = services.GetRequiredService<HostJson>();
        Port = options.Port ?? ReadPort(portArgument ?? settings["Host:LocalHttpPort"], problems);
        Http = new HttpRules(Host.RoutePrefix, webApplication: services.GetService<WebApplicationMark>() is not null);
        Timers = new TimerRules(settings, services.GetService<TimeProvider>() ?? TimeProvider.System, problems);
        var assembly = options.FunctionsAssembly ?? Assembly.GetEntryAssembly()
            ?? throw new InvalidOperationException("There is no entry assembly; set LocalHostOptions.FunctionsAssembly.");
        Assembly = assembly;
        Functions = FunctionIndex.Read(assembly, [Http, Timers], name => Disabled(settings, name), problems);
        problems.AddRange(Host.Problems);
        if (problems.Count > 0)
        {
            throw new LocalHostException(problems);
        }
    }

    public Assembly Assembly { get; }

    public HostJson Host { get; }

    public int Port { get; }

    public IReadOnlyList<FunctionEntry> Functions { get; }

    public HttpRules Http { get; }

    public TimerRules Timers { get; }

    private static int ReadPort(string? text, List<string> problems)
    {
        if (text is null)
        {
            return DefaultPort;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535)
        {
            return port;
        }

        problems.Add($"port \"{text}\" is no number from 0 (any free port) to 65535");
        return DefaultPort;
    }

    private static bool Disabled(IConfiguration settings, string function) =>
        (settings[$"AzureWebJobs.{function}.Disabled"] ?? settings[$"AzureWebJobs_{function}_Disabled"]) is { } text
        && (text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));
}
