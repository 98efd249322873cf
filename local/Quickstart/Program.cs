using System.Globalization;
using System.Runtime.InteropServices;
using AgentSched.Azurite;
using AgentSched.Demo;
using AgentSched.Quickstart;

try
{
    var options = Options.Parse(args);
    if (options.Help)
    {
        Console.WriteLine(Options.Usage);
        return 0;
    }

    // Handled, not obeyed at once: storage goes last, when the app has written what it has to.
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
        Console.WriteLine("Stopped. The next start goes on with the same data.");
    }

    return 0;
}
catch (Exception e) when (e is QuickstartException or AzuriteException)
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
            BlobPort = Ports.Blobs(options.Port),
            QueuePort = Ports.Queues(options.Port),
            TablePort = Ports.Tables(options.Port),
            Log = Console.WriteLine,
        },
        cancel);
    await using var agent = options.Sample ? await DemoAgent.StartAsync(new DemoAgentOptions { Port = Ports.Agent(options.Port) }, cancel) : null;
    Console.WriteLine("Storage runs. Starting the app …");

    await using var app = AppProcess.Start(Path.Combine(data, "app.log"), options.Port, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = azurite.ConnectionString(),
        ["DispatchCron"] = "0 * * * * *",
        ["SweepCron"] = "30 * * * * *",
        ["AgentSched__AdminKey"] = state.AdminKey,
        ["AgentSched__Shards"] = "4",
        ["AgentSched__AllowedAgentNetworks"] = "loopback",
        ["AgentSched__MinimumInterval"] = "00:01:00",
        ["AgentSched__PublicUrl"] = address.AbsoluteUri.TrimEnd('/'),
    });
    using var client = new AppClient(address, state.AdminKey);
    await app.ReadyAsync(client, cancel);
    var schedule = agent is null ? null : await Sample.EnsureAsync(client, agent.Address, cancel);
    var lines = new RunLines(client, Console.Out);
    await lines.SkipFinishedAsync(cancel);

    Console.WriteLine($"""

        AgentSched   {address}api
        Admin key    {state.AdminKey}
        App's log    {app.LogFile}
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
    using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    var printing = lines.PrintAsync(end.Token);
    var first = await Task.WhenAny(printing, app.Exited);
    await end.CancelAsync();
    await printing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    if (!cancel.IsCancellationRequested && first != printing)
        throw await app.EndedAsync();
    await printing;
}
