using System.Globalization;
using System.Reflection;
using AgentSched.FunctionsHost.Binding;
using AgentSched.FunctionsHost.Durable;
using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Http;
using AgentSched.FunctionsHost.Queues;
using AgentSched.FunctionsHost.Settings;
using AgentSched.FunctionsHost.Storage;
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
        var accounts = new StorageAccounts(settings);
        Queues = new QueueRules(settings, accounts);
        Outputs = new QueueOutputs(Queues, accounts, Host.Queues.Base64);
        Functions = FunctionIndex.Read(assembly, [Http, Timers, Queues, Durable], DurableClients, name => Disabled(settings, name), problems);
        if (UsesDurable)
        {
            DurableAccount = accounts.Find(null, "table", what => problems.Add($"durable functions: {what}"));
        }

        if (options.RunTimers && Timers.Timers.Exists(timer => timer.Monitored))
        {
            TimerAccount = accounts.Find(null, "blob", what => problems.Add($"timer functions: {what}"));
        }

        HostId = HostIdOf(settings["AzureFunctionsWebHost:hostid"] ?? assembly.GetName().Name!);
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

    public QueueRules Queues { get; }

    public QueueOutputs Outputs { get; }

    public DurableRules Durable { get; } = new();

    public DurableClients DurableClients { get; } = new();

    public bool UsesDurable => DurableClients.Wanted || Durable.Orchestrators.Count > 0 || Durable.Activities.Count > 0;

    /// <summary>Null when nothing is durable.</summary>
    public StorageAccount? DurableAccount { get; }

    /// <summary>Where statuses and locks are kept; null when no timer needs it.</summary>
    public StorageAccount? TimerAccount { get; }

    /// <summary>One app, whatever the number of its processes: a-z, 0-9 and dashes, at most 32.</summary>
    public string HostId { get; }

    private static string HostIdOf(string name)
    {
        var id = string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-');
        return id.Length <= 32 ? id : id[..32].TrimEnd('-');
    }

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
