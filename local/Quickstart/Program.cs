using System.Globalization;
using System.Runtime.InteropServices;
using AgentSched.Azurite;
using AgentSched.Demo;
using AgentSched.Hosting;
using AgentSched.Quickstart;

try
{
    var options = Options.Parse(args);
    if (options.Help)
    {
        Console.WriteLine(Options.Usage);
        return 0;
    }

    // Handled here so that storage stops last, after the app has written its state.
    using var stop = new CancellationTokenSource();
    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (!stop.IsCancellationRequested)
            Console.WriteLine("Stopping …");
        stop.Cancel();
    }

    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
    try
    {
        await RunAsync(options, stop.Token);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        Console.WriteLine("Stopped. The next start continues with the same data.");
    }

    return 0;
}
catch (Exception e) when (e is QuickstartException or AzuriteException or HostException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static async Task RunAsync(Options options, CancellationToken cancel)
{
    Ports.Check(options.Port);
    var data = Directory.CreateDirectory(options.Data ?? Path.Combine(Checkout.Root(), ".agentsched")).FullName;
    var state = SavedState.Load(data, options.AdminKey);
    var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{options.Port}/"));

    Console.WriteLine($"Starting AgentSched with its data in {data} …");
    state.Save(data);
    await using var azurite = await AzuriteServer.StartAsync(
        new AzuriteOptions
        {
            DataFolder = Path.Combine(data, "storage"),
            BlobPort = Ports.FreeOrAny(options.Port + 2),
            QueuePort = Ports.FreeOrAny(options.Port + 3),
            TablePort = Ports.FreeOrAny(options.Port + 4),
            Log = Console.WriteLine,
        },
        cancel);
    await using var agent = options.Sample ? await DemoAgent.StartAsync(new DemoAgentOptions { Port = Ports.FreeOrAny(options.Port + 1) }, cancel) : null;
    Console.WriteLine("Storage is running. Starting the app …");

    var log = Path.Combine(data, "app.log");
    await using var lines = TextWriter.Synchronized(new StreamWriter(log) { AutoFlush = true });
    await using var app = await FunctionsHost.StartAsync(
        new FunctionsHostOptions
        {
            // The build puts each project into its own folder; the app's is the same in each configuration.
            AppFolder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "AgentSched.Functions", "app")),
            Port = options.Port,
            Log = lines.WriteLine,
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString(),
                ["DispatchCron"] = "0 * * * * *",
                ["SweepCron"] = "30 * * * * *",
                ["AgentSched:AdminKey"] = state.AdminKey,
                ["AgentSched:Shards"] = "4",
                ["AgentSched:AllowedAgentNetworks"] = "loopback",
                ["AgentSched:MinimumInterval"] = "00:01:00",
                ["AgentSched:PublicUrl"] = address.AbsoluteUri.TrimEnd('/'),
            },
        },
        cancel);
    using var client = new AppClient(address, state.AdminKey);
    var schedule = agent is null ? null : await Sample.EnsureAsync(client, agent.Address, cancel);
    var runs = new RunLines(client, Console.Out);
    await runs.SkipFinishedAsync(cancel);

    Console.WriteLine($"""

        AgentSched   {address}api
        Dashboard    {address}api/ui/#key={state.AdminKey}
        Admin key    {state.AdminKey}
        App's log    {log}
        """);
    if (agent is not null)
    {
        Console.WriteLine($"""
            Demo agent   {agent.Address}

            Try it:
              curl -H "Authorization: Bearer {state.AdminKey}" {address}api/agents/{Sample.Agent}/schedules/{schedule}
            """);
    }

    Console.WriteLine($"{Environment.NewLine}Runs appear here as they finish, the first within a minute. Ctrl+C stops everything.{Environment.NewLine}");
    await runs.PrintAsync(cancel);
}
