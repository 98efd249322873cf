using System.Collections.Concurrent;
using System.Globalization;
using AgentSched.Azurite;
using AgentSched.Demo;
using AgentSched.Faults;

namespace AgentSched.Bench;

/// <summary>
/// Two machines on one storage account, on the real clock. For a given time processes are killed and started again, storage fails,
/// messages come twice, ticks come out of turn, clocks jump, callers ask, repeat, cancel and edit. Then all comes to rest, and an
/// audit looks at every row, every blob and every call.
/// </summary>
internal static class ChaosBench
{
    private const int MostShown = 100;

    /// <summary>How long after the end callers may still be waiting for an answer, and processes be starting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static int Run(Options options) => RunAsync(ChaosOptions.Read(options)).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(ChaosOptions options)
    {
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Log = Console.Error.WriteLine });
        await using var proxy = await StorageProxy.StartAsync(azurite);
        await using var agent = await DemoAgent.StartAsync();
        var (counts, complaints) = (new ChaosCounts(), new ConcurrentQueue<string>());
        proxy.Recording = false;
        await using var one = new ChaosMachine(Settings(proxy.ConnectionString()), complaints.Enqueue);
        await using var two = new ChaosMachine(Settings(proxy.ConnectionString()), complaints.Enqueue);
        ChaosMachine[] machines = [one, two];
        await Task.WhenAll(machines.Select(machine => machine.StartAsync(CancellationToken.None)));
        using var client = new ChaosClient(machines, CancellationToken.None);
        var agents = await new ChaosSetup(client, HostedProcess.Key, agent.Address).MakeAsync(options.Agents, options.WithOwnerLimits);

        var until = DateTimeOffset.UtcNow + options.Lasts;
        Console.Error.WriteLine(Invariant($"{DateTimeOffset.UtcNow:u} {agents.Count} agents, {agents.Sum(a => a.Schedules.Count)} schedules; chaos until {until:u}"));
        var storage = new ChaosStorage(azurite.ConnectionString(), options.Faults, new Random(options.Seed), counts);
        (proxy.Decide, proxy.After) = (storage.Decide, storage.RepeatMessageAsync);
        var callers = agents.Select(a => new ChaosCaller(client, a, options.Seed + a.Number, counts)).ToList();
        var trouble = new ChaosTrouble(options, machines, counts);
        await EndAsync([.. trouble.Make(until), .. callers.Select((caller, i) => (agents[i].Name, caller.CallAsync(until)))], options.Lasts + Patience);
        await trouble.EndAsync();
        (proxy.Decide, proxy.After) = (null, null);

        Console.Error.WriteLine($"{DateTimeOffset.UtcNow:u} it comes to rest");
        var rest = new ChaosRest(azurite.ConnectionString(), client, agents, HostedProcess.Key);
        var restless = await rest.WaitAsync(DateTimeOffset.UtcNow, options.WithOwnerLimits);
        var requests = proxy.Count;
        await Task.WhenAll(machines.Select(machine => machine.StopAsync()));
        var audit = await ChaosAudit.OfAsync(azurite.ConnectionString(), agents, agent.Calls, callers, until);
        Print(options, counts, audit, requests);
        List<string> problems = [.. restless, .. audit.Problems];
        foreach (var problem in problems.Take(MostShown))
        {
            Console.Error.WriteLine(problem);
        }

        if (problems.Count > 0)
        {
            var path = Path.Combine(Path.GetTempPath(), "agentsched-chaos.log");
            await File.WriteAllLinesAsync(path, [.. problems, string.Empty, .. complaints]);
            Console.Error.WriteLine($"{problems.Count} problems; all of them, and what the app complained of: {path}");
        }

        return problems.Count == 0 ? 0 : 1;
    }

    private static async Task EndAsync(IReadOnlyList<(string Name, Task Task)> parts, TimeSpan limit)
    {
        try
        {
            await Task.WhenAll(parts.Select(part => part.Task)).WaitAsync(limit);
        }
        catch (TimeoutException e)
        {
            var left = parts.Where(part => !part.Task.IsCompletedSuccessfully).Select(part => $"{part.Name} {part.Task.Status} {part.Task.Exception?.Message}");
            throw new InvalidOperationException($"still at it minutes after the end: {string.Join(", ", left)}", e);
        }
    }

    private static void Print(ChaosOptions options, ChaosCounts counts, ChaosAudit audit, long requests)
    {
        Console.WriteLine(Invariant($"Two processes, {options.Agents} agents, {options.Lasts}, {options.KillsPerMinute} kills a minute, {options.Faults * 100:0} % of storage requests spoilt, seed {options.Seed}."));
        Console.WriteLine();
        Console.WriteLine("| what | count |");
        Console.WriteLine("|---|--:|");
        foreach (var (what, count) in audit.Figures.Append(("storage requests", requests)).Concat(counts.All.Select(c => ($"done to it: {c.What}", (long)c.Count))))
        {
            Console.WriteLine(Invariant($"| {what} | {count:N0} |"));
        }
    }

    private static Dictionary<string, string> Settings(string storage) => new(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = storage,
        ["DispatchCron"] = "*/5 * * * * *",
        ["SweepCron"] = "*/3 * * * * *",
        ["AgentSched__AdminKey"] = HostedProcess.Key,
        ["AgentSched__Shards"] = "4",
        ["AgentSched__LookAhead"] = "00:00:15",
        ["AgentSched__ResendAfter"] = "00:00:05",
        ["AgentSched__MinimumInterval"] = "00:00:01",
        ["AgentSched__AllowSeconds"] = "true",
        ["AgentSched__MaxSchedulesPerOwner"] = "10000",
        ["AgentSched__MaxAgentsPerOwner"] = "10000",
        ["AgentSched__AllowedAgentNetworks"] = "loopback",
        ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__workItemQueueVisibilityTimeout"] = "00:00:10",
        ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__maxQueuePollingInterval"] = "00:00:01",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
